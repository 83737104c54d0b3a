import Orchestrator
import Postgres
import ServiceLifecycle

/// Signals the engine when Postgres reports new work. The poll is the backstop.
struct WorkNotifications: Service {
    let listener: PostgresListener
    let wakeSignal: WakeSignal

    func run() async throws {
        for await _ in listener.notifications(on: "moorage_work").cancelOnGracefulShutdown() {
            wakeSignal.wake()
        }
    }
}
