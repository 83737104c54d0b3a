/// A line of a workspace's provisioning log.
package struct LogLine: Hashable, Codable, Sendable {
    /// The levels of the contract.
    package enum Level: String, Codable, Sendable, CaseIterable {
        /// For close inspection.
        case debug
        /// Normal progress.
        case info
        /// Something to know or to do, although work continues.
        case warning
        /// It failed.
        case error
    }

    /// Its severity.
    package var level: Level
    /// What happened, in a sentence. Contains no secret.
    package var message: String
    /// Sizes, durations, attempts, names. Contains no secret.
    package var data: [String: JSONValue]

    package init(_ level: Level, _ message: String, data: [String: JSONValue] = [:]) {
        self.level = level
        self.message = message
        self.data = data
    }
}
