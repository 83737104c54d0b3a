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
    /// The headers of the final answer, without those of interim ones (1xx) and without trailers.
    package let headers: CurlHeaders
    /// The body; may be empty.
    package let body: [UInt8]
    /// The HTTP version that the server spoke.
    package let protocolVersion: ProtocolVersion
    /// Whether the request used an existing connection.
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

/// The headers of a response. Names are compared case-insensitively, and a name may occur more than once.
package struct CurlHeaders: Hashable, Sendable {
    /// A name and its value, as received.
    package struct Field: Hashable, Sendable {
        /// The name, as received.
        package let name: String
        /// The value without surrounding white space.
        package let value: String

        /// Sets both parts.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields in order of arrival.
    package let fields: [Field]

    /// Wraps fields.
    package init(_ fields: [Field] = []) { self.fields = fields }

    /// The first value of a name, or nil.
    package subscript(name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }

    /// All values of a name.
    package func values(of name: String) -> [String] {
        let wanted = name.lowercased()
        return fields.filter { $0.name.lowercased() == wanted }.map(\.value)
    }
}
