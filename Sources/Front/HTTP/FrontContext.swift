internal import HTTPTypes
package import Hummingbird
internal import Logging
internal import NIOCore

/// What is known of one request.
package struct FrontContext: RequestContext {
    /// Hummingbird's own part.
    package var coreContext: CoreRequestContextStorage
    /// Names the request in the log and in the header `X-Request-Id`.
    package internal(set) var requestID: String
    /// Who asks, as far as limits are concerned: the peer, or what a trusted proxy says of it.
    package internal(set) var clientAddress: String
    /// The other end of the connection.
    let peerAddress: String
    private let channel: any Channel
    /// How far the body was read.
    let body = BodyProgress()

    /// Made by the server for each request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        peerAddress = (source.channel.remoteAddress?.ipAddress).map(AddressRange.canonical) ?? "unknown"
        clientAddress = peerAddress
        requestID = ""
    }

    /// A part of the path.
    func parameter(_ name: String) -> String { parameters.get(name) ?? "" }

    /// A number in the path; nil when there is none.
    func number(_ name: String) -> Int64? { Int64(digits: parameter(name)) }

    /// How long a refused client has to read its answer.
    private static let farewell = TimeAmount.seconds(2)

    /// Ends the connection behind a refusal: the rest of a body that was not read may never come to its end.
    func closeSoon(_ response: inout Response) {
        response.headers[.connection] = "close"
        let channel = channel
        channel.eventLoop.scheduleTask(in: Self.farewell) { channel.close(promise: nil) }
    }
}
