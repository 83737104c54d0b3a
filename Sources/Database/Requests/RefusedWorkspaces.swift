internal import Synchronization
internal import Workspaces

/// The workspaces whose rows or lines the shared tables refuse, so that each is said once and not at every try.
final class RefusedWorkspaces: Sendable {
    private let numbers = Mutex<Set<WorkspaceNumber>>([])

    /// Notes a refusal; returns whether it is new.
    func insert(_ number: WorkspaceNumber) -> Bool { numbers.withLock { $0.insert(number).inserted } }

    /// Notes that it was taken.
    func remove(_ number: WorkspaceNumber) { numbers.withLock { _ = $0.remove(number) } }
}
