internal import Workspaces

/// A request that has a button on a workspace's page. The raw value is the verb of `moorage workspace` and the end of
/// the address that the button posts to.
enum WorkspaceButton: String, Sendable, CaseIterable {
    case cancel
    case retry
    case repair

    /// The request that the button makes.
    var request: WorkspaceRequest {
        switch self {
        case .cancel: .cancel
        case .retry: .operation(.provision)
        case .repair: .operation(.repair)
        }
    }

    /// The word on the button.
    var label: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// Whether the page offers it now: the desk takes the request, and it is of use. A provision that would only wait
    /// for another operation is not offered, and neither is a repair that would fix nothing.
    func isOffered(knowing known: KnownWorkspace, _ explanation: Explanation) -> Bool {
        let decision = RequestDesk.decide(request, knowing: known)
        guard decision.isTaken else { return false }
        return switch self {
        case .cancel: true
        case .retry: [.start, .removeThenStart, .stopThenQueue].contains(decision.answer)
        case .repair: explanation.drift.contains(where: \.isRepairable)
        }
    }
}
