public import WorkspaceModel

/// A numbered row of a workspace's log.
public struct LogRecord: Sendable {
    /// Its number within the workspace, from 1 without gaps.
    public var number: Int64
    /// The row's number in `provisioning_logs`.
    public var id: Int64
    /// When it was written; nil where another program said nothing, or what is no moment.
    public var timestamp: Timestamp?
    /// How much it matters; a client may have written anything.
    public var level: String
    /// What happened.
    public var message: String
    /// Sizes, durations, attempts, names.
    public var data: JSONValue

    /// Names each field.
    public init(number: Int64, id: Int64, timestamp: Timestamp?, level: String, message: String, data: JSONValue) {
        self.number = number
        self.id = id
        self.timestamp = timestamp
        self.level = level
        self.message = message
        self.data = data
    }
}
