/// A numbered row of a workspace's log.
package struct LogRow: Sendable {
    /// Its number within the workspace, from 1 without gaps.
    package var number: Int64
    /// The row's number in `provisioning_logs`.
    package var id: Int64
    /// When it was written; nil where another program said nothing, or what is no moment.
    package var timestamp: Timestamp?
    /// How much it matters; a client may have written anything.
    package var level: String
    /// What happened.
    package var message: String
    /// Sizes, durations, attempts, names.
    package var data: JSONValue

    package init(number: Int64, id: Int64, timestamp: Timestamp?, level: String, message: String, data: JSONValue) {
        self.number = number
        self.id = id
        self.timestamp = timestamp
        self.level = level
        self.message = message
        self.data = data
    }
}
