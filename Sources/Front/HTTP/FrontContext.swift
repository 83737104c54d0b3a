internal import HTTPTypes
package import Hummingbird
internal import Logging
internal import NIOCore

/// The context of one request.
package struct FrontContext: RequestContext {
    /// Hummingbird's own part.
    package var coreContext: CoreRequestContextStorage
    /// Identifies the request in the log and in the header `X-Request-Id`.
    package internal(set) var requestID: String
    /// The client for limits: the peer, or the address stated by a trusted proxy.
    package internal(set) var clientAddress: String
    /// The other end of the connection.
    let peerAddress: String
    private let channel: any Channel
    /// How far the body was read.
    let body = BodyProgress()

    /// Created by the server for each request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        peerAddress = (source.channel.remoteAddress?.ipAddress).map(AddressRange.canonical) ?? "unknown"
        clientAddress = peerAddress
        requestID = ""
    }

    /// A part of the path.
    func parameter(_ name: String) -> String { parameters.get(name) ?? "" }

    /// A number in the path; nil if it is not a number.
    func number(_ name: String) -> Int64? { Int64(digits: parameter(name)) }

    /// How long a refused client has to read its answer.
    private static let farewell = TimeAmount.seconds(2)

    /// Closes the connection after a refusal, because the rest of an unread body may never end.
    func closeSoon(_ response: inout Response) {
        response.headers[.connection] = "close"
        let channel = channel
        channel.eventLoop.scheduleTask(in: Self.farewell) { channel.close(promise: nil) }
    }
}
