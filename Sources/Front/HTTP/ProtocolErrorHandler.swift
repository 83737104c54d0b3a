internal import HTTPTypes
internal import Logging
internal import Metrics
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// Answers requests that the parser refuses like all others; the server's own answer has neither body nor headers.
///
/// The error is passed on to the server, which ends a request in progress. Its bare answer to a request that never
/// began is replaced here.
final class ProtocolErrorHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long a refused client has to read its answer.
    private static let farewell = TimeAmount.seconds(2)

    private let logger: Logger
    private let line = RequestLineWatch()
    /// Unanswered requests.
    private var openCount = 0
    private var refusal: APIError?
    private var isReplacing = false

    init(logger: Logger) { self.logger = logger }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        guard let decoder = try? pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self),
            let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
        else { return }
        // Fails only on a channel that is already closed.
        try? pipeline.addHandler(line, position: .before(decoder))
        try? pipeline.addHandler(HTTP1Rules(), position: .before(codec))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { openCount += 1 }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Data after the first error is read and dropped, so that the client can read its answer.
        defer { if refusal != nil { context.read() } }
        guard refusal == nil else { return }
        if let error = error as? HTTPParserError {
            refusal = Self.refusal(of: error, isLineComplete: line.isComplete)
        }
        context.fireErrorCaught(error)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if refusal != nil { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head:
            guard openCount == 0, let refusal else { break }
            isReplacing = true
            return answer(refusal, context, promise)
        case .body: break
        case .end:
            if !isReplacing { openCount -= 1 }
        }
        context.write(data, promise: promise)
    }

    private func answer(_ refusal: APIError, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        let id = RandomToken.hex(bytes: 8)
        let body = JSON.object([.init("detail", .string(refusal.detail))]).bytes
        var headers = refusal.headers
        headers[.contentType] = "application/json"
        headers[.contentLength] = "\(body.readableBytes)"
        headers[.connection] = "close"
        headers[.requestID] = id
        SafeHeaders.add(to: &headers)
        context.write(
            wrapOutboundOut(.head(HTTPResponse(status: refusal.status, headerFields: headers))),
            promise: promise
        )
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        Counter(label: "moorage_http_requests", dimensions: [("route", "none")]).increment()
        logger.debug(
            "Refused a request that is not HTTP.",
            metadata: ["request_id": "\(id)", "status": "\(refusal.status.code)"]
        )
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.farewell) { channel.close(promise: nil) }
    }

    private static func refusal(of error: HTTPParserError, isLineComplete: Bool) -> APIError {
        switch error {
        case .headerOverflow where !isLineComplete: FrontMiddleware.longAddress
        case .headerOverflow:
            APIError(
                .requestHeaderFieldsTooLarge,
                "The headers are larger than \(FrontService.longestHeaders) bytes or have more than \(FrontService.mostHeaders) fields."
            )
        case .invalidMethod: APIError(.badRequest, "The method is not an HTTP method.")
        case .invalidEOFState: APIError(.badRequest, "The request is incomplete.")
        default: APIError(.badRequest, "The request is not valid HTTP/1.1.")
        }
    }
}
