import Synchronization

/// The port that a server got, for those who must know it before they can ask anything.
final class BoundPort: Sendable {
    private enum State {
        /// May become either of the others.
        case waiting([CheckedContinuation<Int, any Error>])
        /// For ever.
        case bound(Int)
        /// For ever.
        case failed(any Error)
    }

    private let state = Mutex(State.waiting([]))

    /// Waits until the server listens.
    ///
    /// - Throws: what kept it from doing so.
    func value() async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            let known: Result<Int, any Error>? = state.withLock { state in
                switch state {
                case .waiting(let others):
                    state = .waiting(others + [continuation])
                    return nil
                case .bound(let port): return .success(port)
                case .failed(let error): return .failure(error)
                }
            }
            if let known { continuation.resume(with: known) }
        }
    }

    /// Settles it; only the first call counts.
    func settle(_ result: Result<Int, any Error>) {
        let waiters = state.withLock { state -> [CheckedContinuation<Int, any Error>] in
            guard case .waiting(let waiters) = state else { return [] }
            switch result {
            case .success(let port): state = .bound(port)
            case .failure(let error): state = .failed(error)
            }
            return waiters
        }
        for waiter in waiters { waiter.resume(with: result) }
    }
}
