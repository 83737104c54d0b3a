/// How long a statement may take, and what was done to end it early.
struct Attempt {
    enum Interruption {
        case timedOut
        case cancelled
    }

    /// When to cancel the statement, later when to ask again.
    var deadline: ContinuousClock.Instant?
    /// Whether cancelling the task cancels the statement. Not so for COMMIT and ROLLBACK.
    let heedsCancellation: Bool
    /// Why the server was asked to cancel; nil while it was not.
    var interruption: Interruption?
    /// How often the server was asked to cancel.
    var cancelRequests = 0

    init(timeout: Duration?, heedsCancellation: Bool = true) {
        self.deadline = timeout.map { ContinuousClock.now.advanced(by: $0) }
        self.heedsCancellation = heedsCancellation
    }

    /// What the caller is told once the statement has ended because of the interruption.
    var interruptionError: PostgresError? {
        switch interruption {
        case nil: nil
        case .timedOut: PostgresError(.timedOut, "the statement ran into its time-out and was cancelled")
        case .cancelled: PostgresError(.cancelled, "the task was cancelled, and with it the statement")
        }
    }
}
