/// A request, as received by a ``LoopbackServer``.
package struct LoopbackRequest: Sendable {
    /// The number of its connection, from 1.
    package let connection: Int
    /// Its number among all requests of the server, from 1.
    package let number: Int
    /// The method.
    package let method: String
    /// Path and query.
    package let target: String
    /// The headers, by names in lower case.
    package let headers: [String: String]
    /// The body.
    package let body: [UInt8]

    /// The target without its query.
    package var path: String { String(target.prefix { $0 != "?" }) }

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }
}
