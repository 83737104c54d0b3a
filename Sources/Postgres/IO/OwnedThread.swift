// CPostgres for `pthread_attr_t`: with optimisation the compiler finds it there first.
import CPostgres
import Glibc
import Synchronization

/// Threads of our own for the few calls of libpq that block: connecting (name lookup, TLS) and cancelling.
enum OwnedThread {
    /// Starts a thread that runs `body` and ends.
    ///
    /// - Returns: false when the system has no thread to give.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let work = unsafe Unmanaged.passRetained(Work(body))
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread,
            &attributes,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            work.toOpaque()
        )
        if status != 0 { unsafe work.release() }
        return status == 0
    }

    /// Runs a blocking `work` on a thread of its own and waits for it.
    ///
    /// When `patience` runs out or the task is cancelled, the wait ends and the thread is left to finish; its result
    /// is then dropped on it.
    ///
    /// - Returns: nil when the wait ended first, or there was no thread to be had.
    static func call<Result: Sendable>(
        patience: Duration,
        heedsCancellation: Bool = true,
        _ work: @escaping @Sendable () -> Result
    ) async -> Result? {
        let reactor = SocketReactor.shared
        let place = reactor.makePlace()
        defer { reactor.forget(place) }
        let box = Box<Result>()
        let started = start {
            box.finish(with: work())
            reactor.interrupt(place)
        }
        guard started else { return nil }
        let deadline = ContinuousClock.now.advanced(by: patience)
        if heedsCancellation {
            _ = await withTaskCancellationHandler {
                await reactor.wait(at: place, socket: nil, until: deadline)
            } onCancel: {
                reactor.interrupt(place)
            }
        } else {
            _ = await reactor.wait(at: place, socket: nil, until: deadline)
        }
        return box.take()
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private final class Box<Result: Sendable>: Sendable {
        private enum State {
            case running
            case finished(Result)
            case left
        }

        private let state = Mutex(State.running)

        func finish(with result: Result) {
            state.withLock { state in
                guard case .running = state else { return }
                state = .finished(result)
            }
        }

        func take() -> Result? {
            state.withLock { state in
                defer { state = .left }
                guard case .finished(let result) = state else { return nil }
                return result
            }
        }
    }
}
