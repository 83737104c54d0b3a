internal import PlatformStore
public import WorkspaceModel

/// A numbered row of a workspace's log.
public struct ProvisioningLogEntry: Codable, Sendable {
    /// Its number within the workspace, from 1 without gaps.
    public let number: Int64
    /// When it was written, in RFC 3339 with milliseconds, in UTC.
    public let timestamp: String
    /// How much it matters; a client may have written anything.
    public let level: String
    /// What happened.
    public let message: String
    /// Sizes, durations, attempts, names.
    public let data: JSONValue

    init(_ record: LogRecord) {
        number = record.number
        timestamp = record.timestamp?.text(.milliseconds) ?? ""
        level = record.level
        message = record.message
        data = record.data
    }
}
