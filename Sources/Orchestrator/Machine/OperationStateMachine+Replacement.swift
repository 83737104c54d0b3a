import Providers
import Workspaces

/// A server that was accepted and could not be placed: its create action failed, or it vanished without one. It is
/// requested again, with the same name, once nothing of the first is left.
extension OperationStateMachine {
    /// Capacity at the provider does not return within a moment.
    private static let placementPause = Duration.seconds(10)

    func replace(_ site: Site, because reason: String) -> Transition {
        var site = site
        // The action, or the end of the window, is decisive: nothing can appear any more.
        site.server?.visibleBy = nil
        guard let server = site.server, server.createCalls < OperationPolicy.placements else {
            return abandon(
                .making(site, .awaiting),
                because: "\(words.name) could not create the \(words.server). \(reason)"
            )
        }
        var transition = advance(
            to: .making(site, .replacing),
            ended: LogLine(
                .warning,
                "\(reason) Requesting it again with the same name (\(server.createCalls + 1) of \(OperationPolicy.placements)).",
                data: ["create_calls": .integer(Int64(server.createCalls))]
            )
        )
        var projection = ProjectionChange()
        projection.serverID = ""
        transition.projection = projection
        return transition
    }

    /// Servers are removed one by one, never by name: a daemon that was paused and repeats this much later must not
    /// remove a newer server.
    func destroyReplaced(of site: Site, besides found: [Server] = []) -> OperationEffect? {
        guard let server = site.server else { return nil }
        let ids = [server.reference?.id].compactMap(\.self) + found.map(\.id)
        return .destroyDuplicates(name: server.intent.name, ids: Array(Set(ids)).sorted())
    }

    /// - Parameter found: the servers left with the name; nil if unknown.
    func replaced(_ site: Site, _ found: [Server]?) -> Transition {
        let state = OperationState.making(site, .replacing)
        guard let server = site.server, let effect = destroyReplaced(of: site, besides: found ?? []) else {
            return abandon(state, because: "The site has no \(words.server).")
        }
        let isCertain = server.uncertainUntil.map { context.lookedAt >= $0 } ?? true
        guard found?.isEmpty == true, isCertain else {
            guard !isPastDeadline(state.step) else {
                return abandon(
                    state,
                    because: "The remains of the \(words.server) \(server.intent.name) cannot be removed."
                )
            }
            return goOn(in: state, effect: effect, after: Self.goneInterval)
        }
        var site = site
        site.server?.reference = nil
        var transition = create(at: site, ended: nil)
        transition.delay = Self.placementPause
        transition.waitingOn?.nextCheckAt = context.now + transition.delay
        return transition
    }
}
