import Synchronization

/// A submitted request and the task that waits for its answer; resumed exactly once.
final class CurlTicket: Sendable {
    typealias Outcome = Result<CurlResponse, CurlError>

    private enum Phase {
        /// Nobody waits yet. May become `waiting` or, when cancelled before, `finished`.
        case idle
        /// May become `finished`.
        case waiting(CheckedContinuation<Outcome, Never>)
        case finished
    }

    private struct State {
        var phase = Phase.idle
        var cancellationRequested = false
    }

    let number: UInt64
    let request: CurlRequest
    /// Takes the body of a success while it arrives; nil when the whole answer is waited for.
    let pieces: CurlPieces?
    private let state = Mutex(State())

    init(number: UInt64, request: CurlRequest, pieces: CurlPieces? = nil) {
        self.number = number
        self.request = request
        self.pieces = pieces
    }

    /// The task was cancelled, before or after the loop has seen the ticket.
    var isCancellationRequested: Bool { state.withLock { $0.cancellationRequested } }

    /// Takes the waiting task in; returns false, and resumes it, when it was cancelled before.
    func begin(_ continuation: CheckedContinuation<Outcome, Never>) -> Bool {
        let accepted = state.withLock { state in
            guard !state.cancellationRequested else {
                state.phase = .finished
                return false
            }
            state.phase = .waiting(continuation)
            return true
        }
        if !accepted { continuation.resume(returning: .failure(.cancelled(requestMayHaveBeenSent: false))) }
        return accepted
    }

    func requestCancellation() {
        state.withLock { $0.cancellationRequested = true }
    }

    /// Resumes the waiting task; does nothing the second time.
    func finish(_ outcome: Outcome) {
        let continuation: CheckedContinuation<Outcome, Never>? = state.withLock { state in
            guard case .waiting(let continuation) = state.phase else { return nil }
            state.phase = .finished
            return continuation
        }
        continuation?.resume(returning: outcome)
    }
}
