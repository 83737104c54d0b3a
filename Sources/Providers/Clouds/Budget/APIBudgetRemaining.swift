/// How many requests an API budget has left.
package struct APIBudgetRemaining: Hashable, Sendable {
    /// In the current minute, by the ledger's count.
    package var minute: Int
    /// In the current hour, by the ledger's count and by what the API reports, whichever is less.
    package var hour: Int
    /// How many calls wait for room.
    package var waiting: Int

    /// Names each number.
    package init(minute: Int, hour: Int, waiting: Int = 0) {
        self.minute = minute
        self.hour = hour
        self.waiting = waiting
    }
}
