/// A ``LoopbackServer``'s reaction to a request.
package enum LoopbackReply: Sendable {
    /// Answers, and keeps the connection.
    case response(status: Int, headers: [(String, String)], body: [UInt8])
    /// Sends exactly these bytes, and keeps the connection open without another byte.
    case bytes([UInt8])
    /// Sends exactly these bytes, then closes the connection.
    case bytesThenClose([UInt8])
    /// Closes the connection without a byte.
    case close
    /// Never answers.
    case silence

    /// Answers with a JSON document.
    package static func json(_ status: Int, _ body: String, headers: [(String, String)] = []) -> Self {
        .response(
            status: status,
            headers: [("Content-Type", "application/json")] + headers,
            body: Array(body.utf8)
        )
    }
}
