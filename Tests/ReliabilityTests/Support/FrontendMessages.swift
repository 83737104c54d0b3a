/// Takes what a Postgres client sends apart into its messages, as far as it must be known which of them commit.
struct FrontendMessages {
    /// One message, whole.
    struct Message {
        let bytes: [UInt8]
        /// Whether a transaction may be committed by it: Sync ends an implicit one, Query may be a COMMIT.
        let commits: Bool
    }

    private static let startupVersion: [UInt8] = [0, 3, 0, 0]

    private var rest: [UInt8] = []
    private var isStarted = false

    /// Adds what was read.
    ///
    /// - Returns: the messages that are whole by now, in order.
    mutating func add(_ bytes: [UInt8]) -> [Message] {
        rest += bytes
        var messages: [Message] = []
        while let message = next() { messages.append(message) }
        return messages
    }

    private mutating func next() -> Message? {
        // The first messages have no type: requests for encryption, then the startup itself.
        let header = isStarted ? 1 : 0
        guard rest.count >= header + 4 else { return nil }
        let length = rest[header..<header + 4].reduce(0) { $0 << 8 | Int($1) }
        guard rest.count >= header + length else { return nil }
        let bytes = Array(rest[..<(header + length)])
        rest.removeFirst(header + length)
        guard isStarted else {
            isStarted = bytes.dropFirst(4).starts(with: Self.startupVersion)
            return Message(bytes: bytes, commits: false)
        }
        return Message(bytes: bytes, commits: bytes[0] == UInt8(ascii: "S") || bytes[0] == UInt8(ascii: "Q"))
    }
}
