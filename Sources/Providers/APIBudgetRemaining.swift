/// How many requests an API budget has left.
public struct APIBudgetRemaining: Hashable, Sendable {
    /// In the current minute, by our own count.
    public var minute: Int
    /// In the current hour, by our own count and by what the API reports, whichever is less.
    public var hour: Int

    /// Names both numbers.
    public init(minute: Int, hour: Int) {
        self.minute = minute
        self.hour = hour
    }
}
