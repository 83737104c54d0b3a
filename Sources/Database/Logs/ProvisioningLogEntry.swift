package import Workspaces

/// A numbered row of a workspace's log.
package struct ProvisioningLogEntry: Codable, Sendable {
    /// Its number within the workspace, from 1 without gaps.
    package let number: Int64
    /// When it was written, in RFC 3339 with milliseconds, in UTC.
    package let timestamp: String
    /// How much it matters; a client may have written anything.
    package let level: String
    /// What happened.
    package let message: String
    /// Sizes, durations, attempts, names.
    package let data: JSONValue

    init(_ record: LogRow) {
        number = record.number
        timestamp = record.timestamp?.text(.milliseconds) ?? ""
        level = record.level
        message = record.message
        data = record.data
    }
}
