/// The answer to a request, whatever its status.
public struct CurlResponse: Sendable {
    /// The HTTP version of an exchange.
    public enum ProtocolVersion: Hashable, Sendable {
        /// HTTP/1.0 or 1.1.
        case http1
        /// HTTP/2.
        case http2
        /// Anything else.
        case other
    }

    /// The status code.
    public let status: Int
    /// The headers of the final answer; those of interim ones (1xx) and trailers are left out.
    public let headers: CurlHeaders
    /// The body; empty without one.
    public let body: [UInt8]
    /// The HTTP version that the server spoke.
    public let protocolVersion: ProtocolVersion
    /// Whether the request went over a connection that was there already.
    public let reusedConnection: Bool

    /// Names each part.
    public init(
        status: Int,
        headers: CurlHeaders,
        body: [UInt8],
        protocolVersion: ProtocolVersion = .http1,
        reusedConnection: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.protocolVersion = protocolVersion
        self.reusedConnection = reusedConnection
    }
}
