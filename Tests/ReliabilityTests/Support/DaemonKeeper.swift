import Synchronization
import TestSSHServer

/// Keeps one daemon running, like an operator's service manager: a daemon that died is started again, with the next
/// fail point to be tried, or with none once all were.
final class DaemonKeeper: Sendable {
    private struct State {
        var failPoints: [String]
        var reached: [String] = []
        var daemon: DaemonProcess?
        var isStopping = false
        var unexpected: [String] = []
    }

    private let world: ReliabilityWorld
    private let state: Mutex<State>

    init(_ world: ReliabilityWorld, failPoints: [String]) {
        self.world = world
        state = Mutex(State(failPoints: failPoints))
    }

    /// The fail points at which a daemon has died, in order.
    var reached: [String] { state.withLock(\.reached) }

    /// The output of daemons that ended unexpectedly.
    var unexpected: [String] { state.withLock(\.unexpected) }

    /// Keeps a daemon running until ``stop()``.
    func run() async throws {
        while let failPoint = next() {
            let daemon = try world.daemon(failPoint: failPoint.isEmpty ? nil : failPoint)
            let isStopping = state.withLock { state in
                state.daemon = daemon
                return state.isStopping
            }
            if isStopping { daemon.kill() }
            note(await daemon.ended(), of: daemon, at: failPoint)
        }
    }

    /// Ends the daemon, and stops restarting it.
    func stop() {
        state.withLock { state in
            state.isStopping = true
            return state.daemon
        }?.kill()
    }

    /// Asks the current daemon to hand over; another one follows it.
    func deploy() { state.withLock(\.daemon)?.terminate() }

    /// The next daemon's fail point, empty for none; nil if there should be no more daemons.
    private func next() -> String? {
        state.withLock { state in state.isStopping ? nil : state.failPoints.first ?? "" }
    }

    private func note(_ ending: ChildProcess.Ending, of daemon: DaemonProcess, at failPoint: String) {
        state.withLock { state in
            guard !state.isStopping else { return }
            if ending == .signalled(9), !failPoint.isEmpty {
                state.failPoints.removeFirst()
                state.reached.append(failPoint)
            } else if ending != .exited(0) {
                state.unexpected.append("\(ending): \(daemon.output.suffix(2000))")
                state.isStopping = state.unexpected.count > 3
            }
        }
    }
}
