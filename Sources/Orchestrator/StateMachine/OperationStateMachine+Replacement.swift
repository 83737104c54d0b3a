import Providers
import WorkspaceModel

/// A droplet that was accepted and could not be placed: its create action failed, or it vanished without one. It is asked for again, under the same
/// name, once nothing of the first is left.
extension OperationStateMachine {
    /// How often it is looked whether something is left.
    private static let replaceInterval = Duration.seconds(3)
    /// Room at the provider does not come back within a moment.
    private static let placementPause = Duration.seconds(10)

    func replace(_ site: Site, because reason: String) -> Transition {
        var site = site
        // The action, or the end of the window, has decided: nothing can appear any more.
        site.server?.visibleBy = nil
        guard let server = site.server, server.createCalls < OperationPolicy.placements else {
            return abandon(.awaitingServer(site), because: "DigitalOcean could not make the droplet. \(reason)")
        }
        var transition = advance(
            to: .replacingServer(site),
            effect: .destroyServers(name: server.intent.name, id: server.reference?.id),
            ended: LogLine(
                .warning,
                "\(reason) It is asked for again under the same name (\(server.createCalls + 1) of "
                    + "\(OperationPolicy.placements)).",
                data: ["create_calls": .integer(Int64(server.createCalls))]
            )
        )
        var projection = ProjectionChange()
        projection.dropletID = ""
        transition.projection = projection
        return transition
    }

    func replaced(_ site: Site, _ isGone: Bool) -> Transition {
        let state = OperationState.replacingServer(site)
        guard let server = site.server, let effect = effect(of: state) else {
            return abandon(state, because: "The site has no droplet.")
        }
        let isCertain = server.uncertainUntil.map { context.lookedAt >= $0 } ?? true
        guard isGone, isCertain else {
            guard !isPastDeadline(state.step) else {
                return abandon(state, because: "What is left of the droplet \(server.intent.name) does not go away.")
            }
            return goOn(in: state, effect: effect, after: Self.replaceInterval)
        }
        var site = site
        site.server?.reference = nil
        var transition = create(at: site, ended: nil)
        transition.delay = Self.placementPause
        transition.waitingOn?.nextCheckAt = context.now + transition.delay
        return transition
    }
}
