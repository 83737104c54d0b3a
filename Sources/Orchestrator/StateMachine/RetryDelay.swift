/// How long to wait before the next attempt.
enum RetryDelay {
    /// The first delay; each further one doubles.
    static let first = Duration.seconds(1)
    /// No delay is longer before it is spread: what is waited for should be seen soon after it comes back.
    static let longest = Duration.seconds(60)
    /// How often a wait for a person is looked at again.
    static let operatorCheck = Duration.seconds(15)

    /// Exponential with a cap; `jitter` in 0..<1 spreads it between half and one and a half.
    static func after(attempt: Int, jitter: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 10)
        return min(first * (1 << doublings), longest) * (0.5 + jitter)
    }
}
