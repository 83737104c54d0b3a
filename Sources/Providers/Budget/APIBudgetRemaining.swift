/// How many requests an API budget has left.
public struct APIBudgetRemaining: Hashable, Sendable {
    /// In the current minute, by the ledger's count.
    public var minute: Int
    /// In the current hour, by the ledger's count and by what the API reports, whichever is less.
    public var hour: Int
    /// How many calls wait for room.
    public var waiting: Int

    /// Names each number.
    public init(minute: Int, hour: Int, waiting: Int = 0) {
        self.minute = minute
        self.hour = hour
        self.waiting = waiting
    }
}
