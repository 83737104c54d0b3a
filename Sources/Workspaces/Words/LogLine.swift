/// A line of a workspace's provisioning log.
package struct LogLine: Hashable, Codable, Sendable {
    /// The levels of the contract.
    package enum Level: String, Codable, Sendable, CaseIterable {
        /// For whoever looks closely.
        case debug
        /// Normal progress.
        case info
        /// Something to know or to do, though it goes on.
        case warning
        /// It failed.
        case error
    }

    /// How much it matters.
    package var level: Level
    /// What happened, in a sentence. Holds no secret.
    package var message: String
    /// Sizes, durations, attempts, names. Holds no secret.
    package var data: [String: JSONValue]

    package init(_ level: Level, _ message: String, data: [String: JSONValue] = [:]) {
        self.level = level
        self.message = message
        self.data = data
    }
}
