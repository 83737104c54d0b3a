internal import CEpoll
internal import Glibc
internal import Synchronization

/// Threads outside the cooperative pool, for calls that block and for loops that own a C library.
package enum OwnedThread {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Runs `body` on a new detached thread, which no signal interrupts.
    ///
    /// - Parameter name: At most 15 bytes, the kernel's limit; `ps -L` shows it.
    /// - Returns: False if the system cannot start a thread.
    package static func start(name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        let context = unsafe Unmanaged.passRetained(Body(name: name, run: body))
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                unsafe moorage_name_thread(body.name)
                OwnedThread.blockSignals()
                body.run()
                return nil
            },
            context.toOpaque()
        )
        guard status == 0 else {
            unsafe context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    /// How a ``call(name:until:cancellable:_:)`` ended.
    package enum Outcome<Value: Sendable>: Sendable {
        case finished(Value)
        case deadline
        case cancelled
        /// The system cannot start a thread.
        case noThread
    }

    /// Runs `work`, which may block, on its own thread and waits for its result.
    ///
    /// If the wait ends first, the thread is left to finish and its result is dropped.
    ///
    /// - Parameter cancellable: Whether cancelling the task ends the wait.
    package static func call<Value: Sendable>(
        name: String,
        until deadline: ContinuousClock.Instant,
        cancellable: Bool = true,
        _ work: @escaping @Sendable () -> Value
    ) async -> Outcome<Value> {
        let watch = SocketWatch()
        let box = Box<Value>()
        let seen = watch.generation
        let hasStarted = start(name: name) {
            let value = work()
            box.value.withLock { $0 = value }
            watch.wakeAll()
        }
        guard hasStarted else { return .noThread }
        let wake = await watch.wait(since: seen, until: deadline, cancellable: cancellable)
        if let value = box.value.withLock({ $0 }) { return .finished(value) }
        return wake == .cancelled ? .cancelled : .deadline
    }

    private final class Box<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }

    /// Signals belong to the program's own handlers, and SIGPIPE from a broken connection must not end the program.
    /// Faults of the thread itself still reach the handler that prints a backtrace.
    private static func blockSignals() {
        var blocked = sigset_t()
        unsafe sigfillset(&blocked)
        for fault in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { unsafe sigdelset(&blocked, fault) }
        unsafe pthread_sigmask(SIG_SETMASK, &blocked, nil)
    }
}
