/// How long a lease is still held for sure, by the holder's own clock: it counts from before the claim or the renewal was
/// sent, so that it never ends later than in the database.
struct LeaseTerm: Sendable {
    private let sent: Stopwatch
    private let length: Duration

    /// A lease that is asked for now.
    init(of length: Duration, clock: any Clock<Duration>) {
        self.sent = Stopwatch(clock)
        self.length = length
    }

    /// What is left of it; negative when it is over.
    var remaining: Duration { length - sent.elapsed }

    /// Whether somebody else may have it by now.
    var isOver: Bool { remaining <= .zero }
}
