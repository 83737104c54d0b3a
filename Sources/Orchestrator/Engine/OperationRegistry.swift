internal import Synchronization
internal import Workspaces

/// The operations that this daemon works on.
final class OperationRegistry: Sendable {
    private struct State {
        var controls: [LeaseHolder: OperationControl] = [:]
        var isDraining = false
    }

    private let state = Mutex(State())

    /// The number of operations in progress.
    var count: Int { state.withLock { $0.controls.count } }

    /// Adds an operation; one that arrives during a drain is interrupted immediately.
    func add(_ holder: LeaseHolder, for term: LeaseTerm) -> OperationControl {
        let control = OperationControl(term: term)
        let isDraining = state.withLock { state in
            state.controls[holder] = control
            return state.isDraining
        }
        if isDraining { control.interrupt(.drain) }
        return control
    }

    /// Removes an operation.
    func remove(_ holder: LeaseHolder) {
        state.withLock { state in _ = state.controls.removeValue(forKey: holder) }
    }

    /// The current claims.
    var holders: Set<LeaseHolder> { state.withLock { Set($0.controls.keys) } }

    /// The claims whose lease has not expired, and how long the first of their leases still lasts.
    var held: (holders: Set<LeaseHolder>, remaining: Duration)? {
        let terms = state.withLock { $0.controls.mapValues(\.term) }.filter { !$0.value.isOver }
        return terms.values.map(\.remaining).min().map { (Set(terms.keys), $0) }
    }

    /// Records that leases were renewed.
    func renew(_ holders: some Sequence<LeaseHolder>, for term: LeaseTerm) {
        let controls = state.withLock { state in holders.compactMap { state.controls[$0] } }
        for control in controls { control.renew(term) }
    }

    /// Interrupts the operations whose lease has expired: a holder that cannot renew may not act.
    func interruptExpired() {
        for control in inOrder(state.withLock(\.controls)) where control.term.isOver { control.interrupt(.leaseLost) }
    }

    /// Interrupts one operation.
    func interrupt(_ holder: LeaseHolder, _ interruption: Interruption) {
        state.withLock { $0.controls[holder] }?.interrupt(interruption)
    }

    /// Interrupts all operations and, with a drain, all future ones.
    func interruptAll(_ interruption: Interruption) {
        let controls = state.withLock { state in
            if case .drain = interruption { state.isDraining = true }
            return state.controls
        }
        for control in inOrder(controls) { control.interrupt(interruption) }
    }

    /// In an order that does not depend on hashes, so that a history can be replayed.
    private func inOrder(_ controls: [LeaseHolder: OperationControl]) -> [OperationControl] {
        controls.sorted { ($0.key.epoch, $0.key.operation.rawValue) < ($1.key.epoch, $1.key.operation.rawValue) }
            .map(\.value)
    }
}
