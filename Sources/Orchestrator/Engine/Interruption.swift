/// Why the work on an operation is interrupted.
enum Interruption: Sendable {
    /// Somebody asked the operation to stop: the state machine is told.
    case cancel
    /// The lease is gone: nothing more may be done or written.
    case leaseLost
    /// The daemon stops: the lease is given back, another daemon goes on.
    case drain
}
