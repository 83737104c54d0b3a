internal import Synchronization
import Workspaces

/// The events of a simulated world, in order, and the first broken rule.
final class History: Sendable {
    private struct State {
        var events: [HistoryEvent] = []
        var violation: Violation?
    }

    private let state = Mutex(State())
    private let timeline: Timeline

    init(timeline: Timeline) { self.timeline = timeline }

    /// Adds an event.
    func note(_ actor: String, _ deed: HistoryEvent.Deed, workspace: WorkspaceNumber? = nil) {
        let event = HistoryEvent(at: timeline.now, actor: actor, workspace: workspace?.rawValue ?? 0, deed: deed)
        state.withLock { $0.events.append(event) }
    }

    /// A rule was broken. The first one counts, because later ones may follow from it.
    func broke(_ rule: Violation.Rule, _ detail: String, workspace: WorkspaceNumber? = nil) {
        state.withLock { state in
            guard state.violation == nil else { return }
            state.violation = Violation(rule: rule, detail: detail, workspace: workspace)
        }
        note("rule", .about("broken, \(rule.rawValue):", detail), workspace: workspace)
    }

    var violation: Violation? { state.withLock(\.violation) }

    var count: Int { state.withLock(\.events.count) }

    /// All lines.
    var lines: [String] { state.withLock(\.events).map(\.text) }

    /// The last events of a workspace, including those that concern all.
    func story(of workspace: WorkspaceNumber?, last count: Int) -> [String] {
        let events = state.withLock(\.events)
        let own = events.filter { workspace == nil || $0.workspace == 0 || $0.workspace == workspace?.rawValue }
        return own.suffix(count).map(\.text)
    }
}
