/// Splits a Postgres client's bytes into messages, as far as needed to know which of them commit.
struct FrontendMessages {
    /// One complete message.
    struct Message {
        let bytes: [UInt8]
        /// Whether it may commit a transaction: COMMIT itself, or the end of statements outside a transaction.
        let commits: Bool
    }

    private static let startupVersion: [UInt8] = [0, 3, 0, 0]

    private var rest: [UInt8] = []
    private var isStarted = false
    private var isInTransaction = false

    /// Adds bytes.
    ///
    /// - Returns: the complete messages so far, in order.
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
        return Message(bytes: bytes, commits: mayCommit(bytes))
    }

    /// Statements of a transaction also end with Sync; a transaction longer than the cutter's interval would never
    /// succeed.
    private mutating func mayCommit(_ bytes: [UInt8]) -> Bool {
        let isParse = bytes[0] == UInt8(ascii: "P")
        if isParse || bytes[0] == UInt8(ascii: "Q") {
            // A Parse begins with the statement's name, which ends with 0.
            let text = isParse ? bytes[5...].drop { $0 != 0 }.dropFirst() : bytes[5...]
            if text.starts(with: Array("BEGIN".utf8)) { isInTransaction = true }
            if text.starts(with: Array("COMMIT".utf8)) || text.elementsEqual(Array("ROLLBACK\0".utf8)) {
                isInTransaction = false
            }
        }
        let endsStatements = bytes[0] == UInt8(ascii: "S") || bytes[0] == UInt8(ascii: "Q")
        return endsStatements && !isInTransaction
    }
}
