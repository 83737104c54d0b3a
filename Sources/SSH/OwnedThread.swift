internal import CSSH2
internal import Glibc

/// A detached thread for calls that block, outside the cooperative pool.
enum OwnedThread {
    private final class Body {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Runs `body` on a thread of its own.
    ///
    /// - Parameter name: At most 15 bytes, the kernel's limit; shown by `ps -L`.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) {
        let context = unsafe Unmanaged.passRetained(Body(name: name, run: body)).toOpaque()
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { context in
                if let context = unsafe context {
                    let body = unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                    unsafe moorage_name_thread(body.name)
                    body.run()
                }
                return nil
            },
            context
        )
        // Only a process at its limit of threads gets here, and such a process cannot run Swift tasks either.
        precondition(result == 0, "pthread_create failed: \(result)")
        pthread_detach(thread)
    }
}
