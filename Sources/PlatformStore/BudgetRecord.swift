/// What is left of one token's limits.
public struct BudgetRecord: Sendable {
    /// Names the token without telling it.
    public var account: String
    /// Calls of this minute.
    public var minute: Int64
    /// Calls of this hour.
    public var hour: Int64
    /// Calls that wait.
    public var waiting: Int64

    /// Names each field.
    public init(account: String, minute: Int64, hour: Int64, waiting: Int64) {
        self.account = account
        self.minute = minute
        self.hour = hour
        self.waiting = waiting
    }
}
