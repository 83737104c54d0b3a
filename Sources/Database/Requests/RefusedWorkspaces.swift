internal import Synchronization
internal import Workspaces

/// The workspaces whose rows or lines the shared tables refuse, so that each is reported once and not at every attempt.
final class RefusedWorkspaces: Sendable {
    private let numbers = Mutex<Set<WorkspaceNumber>>([])

    /// Records a refusal; returns whether it is new.
    func insert(_ number: WorkspaceNumber) -> Bool { numbers.withLock { $0.insert(number).inserted } }

    /// Records that it was accepted.
    func remove(_ number: WorkspaceNumber) { numbers.withLock { _ = $0.remove(number) } }
}
