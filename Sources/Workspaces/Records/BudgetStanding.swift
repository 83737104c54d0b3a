/// What is left of one token's limits.
package struct BudgetStanding: Sendable {
    /// Names the token without telling it.
    package var account: String
    /// Calls of this minute.
    package var minute: Int64
    /// Calls of this hour.
    package var hour: Int64
    /// Calls that wait.
    package var waiting: Int64

    package init(account: String, minute: Int64, hour: Int64, waiting: Int64) {
        self.account = account
        self.minute = minute
        self.hour = hour
        self.waiting = waiting
    }
}
