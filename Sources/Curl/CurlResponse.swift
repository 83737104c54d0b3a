/// The answer to a request, whatever its status.
package struct CurlResponse: Sendable {
    /// The HTTP version of an exchange.
    package enum ProtocolVersion: Hashable, Sendable {
        /// HTTP/1.0 or 1.1.
        case http1
        /// HTTP/2.
        case http2
        /// Anything else.
        case other
    }

    /// The status code.
    package let status: Int
    /// The headers of the final answer; those of interim ones (1xx) and trailers are left out.
    package let headers: CurlHeaders
    /// The body; empty without one.
    package let body: [UInt8]
    /// The HTTP version that the server spoke.
    package let protocolVersion: ProtocolVersion
    /// Whether the request went over a connection that was there already.
    package let reusedConnection: Bool

    package init(
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
