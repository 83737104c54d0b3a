internal import Synchronization
internal import WorkspaceModel

/// The operations that this daemon works on.
final class OperationRegistry: Sendable {
    private struct State {
        var controls: [LeaseHolder: OperationControl] = [:]
        var isDraining = false
    }

    private let state = Mutex(State())

    /// How many operations are worked on.
    var count: Int { state.withLock { $0.controls.count } }

    /// Takes an operation in; one that arrives during a drain is told to stop at once.
    func add(_ holder: LeaseHolder) -> OperationControl {
        let control = OperationControl()
        let isDraining = state.withLock { state in
            state.controls[holder] = control
            return state.isDraining
        }
        if isDraining { control.interrupt(.drain) }
        return control
    }

    /// Takes an operation out.
    func remove(_ holder: LeaseHolder) {
        state.withLock { state in _ = state.controls.removeValue(forKey: holder) }
    }

    /// The claims at this moment.
    var holders: Set<LeaseHolder> { state.withLock { Set($0.controls.keys) } }

    /// Interrupts one operation.
    func interrupt(_ holder: LeaseHolder, _ interruption: Interruption) {
        state.withLock { $0.controls[holder] }?.interrupt(interruption)
    }

    /// Interrupts all operations, and with a drain all that are still to come.
    func interruptAll(_ interruption: Interruption) {
        let controls = state.withLock { state in
            if case .drain = interruption { state.isDraining = true }
            return state.controls.sorted { $0.key.epoch < $1.key.epoch }.map(\.value)
        }
        for control in controls { control.interrupt(interruption) }
    }
}
