/// A request as a ``LoopbackServer`` received it.
public struct LoopbackRequest: Sendable {
    /// Which connection it came over, from 1.
    public let connection: Int
    /// Its place among all requests of the server, from 1.
    public let number: Int
    /// The method.
    public let method: String
    /// Path and query.
    public let target: String
    /// The headers, by names in lower case.
    public let headers: [String: String]
    /// The body.
    public let body: [UInt8]

    /// The target without its query.
    public var path: String { String(target.prefix { $0 != "?" }) }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
}
