internal import DequeModule
internal import NIOCore
internal import NIOHTTP1

/// The requirements of RFC 9112 that the parser and the server's own handlers leave to us. Placed where the version of
/// a request is still known.
///
/// - A request in HTTP/1.0 gets an answer without chunks, which its client cannot read, and its connection is closed
///   (6.1, 9.3).
/// - A request in HTTP/1.1 without a Host (3.2), or with a transfer coding other than chunked (6.1), is refused.
/// - A client that waits for permission to send its body gets it (RFC 9110, 10.1.1).
final class HTTP1Rules: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The versions of the unanswered requests, oldest first.
    private var versions: Deque<HTTPVersion> = []
    private var hasRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasRefused else { return }
        if case .head(let head) = unwrapInboundIn(data) {
            guard Self.isAcceptable(head) else {
                hasRefused = true
                return context.fireErrorCaught(HTTPParserError.unknown)
            }
            if versions.isEmpty, Self.waitsForLeave(head) {
                context.writeAndFlush(
                    wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))),
                    promise: nil
                )
            }
            versions.append(head.version)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard versions.first == .http1_0 else {
            if case .end = unwrapOutboundIn(data) { _ = versions.popFirst() }
            return context.write(data, promise: promise)
        }
        switch unwrapOutboundIn(data) {
        case .head(var head):
            head.version = .http1_0
            head.headers.replaceOrAdd(name: "Connection", value: "close")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            versions.removeFirst()
            let channel = context.channel
            let ended = promise ?? context.eventLoop.makePromise()
            ended.futureResult.whenComplete { _ in channel.close(promise: nil) }
            context.write(data, promise: ended)
        }
    }

    private static func isAcceptable(_ head: HTTPRequestHead) -> Bool {
        guard head.version != .http1_0 else { return true }
        let codings = head.headers["Transfer-Encoding"]
        return head.headers.contains(name: "Host")
            && (codings.isEmpty || (codings.count == 1 && codings[0].lowercased() == "chunked"))
    }

    private static func waitsForLeave(_ head: HTTPRequestHead) -> Bool {
        head.version == .http1_1 && head.headers.first(name: "Expect")?.lowercased() == "100-continue"
    }
}
