import Providers
import Workspaces

extension OperationStateMachine {
    /// From here on a server with the name may exist, whatever the call's outcome.
    func create(at site: Site, ended: LogLine?) -> Transition {
        guard let server = site.server else {
            return abandon(.making(site, .preparing), because: "The site has no server.")
        }
        guard server.createCalls < OperationPolicy.createCalls else {
            return abandon(
                .making(site, .resolving),
                because:
                    "The \(words.server) \(server.intent.name) was requested \(server.createCalls) times and never appeared."
            )
        }
        var site = site
        site.server?.createCalls += 1
        return advance(
            to: .making(site, .creating),
            ended: ended
        )
    }

    func created(_ site: Site, _ reference: ServerReference) -> Transition {
        adopt(
            reference,
            at: site,
            line: LogLine(
                .info,
                "The \(words.server) \(reference.name) is being created (id \(reference.id)).",
                data: [ProjectionChange.serverIDColumn: .string(reference.id)]
            )
        )
    }

    private func adopt(_ reference: ServerReference, at site: Site, line: LogLine) -> Transition {
        var site = site
        take(reference, at: &site)
        var transition = advance(
            to: .making(site, .awaiting),
            ended: line
        )
        record(reference, of: site, in: &transition)
        return transition
    }

    /// Adopts a server as the site's own. That it was accepted, or listed once, does not mean that it will be found
    /// again.
    func take(_ reference: ServerReference, at site: inout Site) {
        site.server?.reference = reference
        // After several calls the server that was found may come from an earlier one; that of the last call may still
        // appear.
        let isAnswer = reference.createActionID != nil || (site.server?.createCalls ?? 0) <= 1
        if isAnswer { site.server?.uncertainUntil = nil }
        site.server?.visibleBy = context.now + OperationPolicy.visibilityWindow
    }

    func record(_ reference: ServerReference, of site: Site, in transition: inout Transition) {
        transition.records.append(.serverCreated(name: reference.name, id: reference.id))
        var projection = ProjectionChange()
        projection.serverID = reference.id
        projection.monthlyCostCents = site.server?.intent.plan.monthlyCostCents
        transition.projection = projection
    }

    /// The outcome of a create call is unclear: the servers with the name decide, after the visibility window.
    func resolve(_ site: Site, because failure: EffectFailure) -> Transition {
        var site = site
        site.server?.uncertainUntil = context.now + OperationPolicy.visibilityWindow
        let name = site.server?.intent.name ?? ""
        return advance(
            to: .making(site, .resolving),
            ended: LogLine(
                .warning,
                "It is unknown whether the \(words.server) \(name) was created (\(failure.message)); looking for it by name.",
                data: failure.requestID.map { ["request_id": .string($0)] } ?? [:]
            )
        )
    }

    func resolved(_ site: Site, _ servers: [Server]) -> Transition {
        if let server = servers.first {
            guard servers.count == 1 else { return sorted(site, servers) }
            return adopt(
                ServerReference(id: server.id, name: server.name, createActionID: nil),
                at: site,
                line: LogLine(
                    .info,
                    "Found the \(words.server) \(server.name) (id \(server.id)) and adopted it.",
                    data: [ProjectionChange.serverIDColumn: .string(server.id), "found": 1]
                )
            )
        }
        let name = site.server?.intent.name ?? ""
        guard let until = site.server?.uncertainUntil, context.lookedAt < until else {
            return create(
                at: site,
                ended: LogLine(.info, "No \(words.server) \(name) appeared; requesting it again with the same name.")
            )
        }
        let pause = min(Self.resolveInterval, max(until - context.now, .milliseconds(100)))
        return goOn(in: .making(site, .resolving), after: pause)
    }

    /// Twelve checks in the window: enough to adopt soon, cheap in requests.
    static let resolveInterval = Duration.seconds(10)
    /// How often to check whether a server is gone: destroying takes from seconds to a minute.
    static let goneInterval = Duration.seconds(3)

    func awaited(_ status: ServerStatus, of site: Site) -> Transition {
        guard let reference = site.server?.reference else {
            return abandon(.making(site, .awaiting), because: "The site has no \(words.server).")
        }
        let state = OperationState.making(site, .awaiting)
        if context.kind == .repair, let transition = awaitedInRepair(status, reference, in: state) { return transition }
        switch status {
        case .active(let server):
            if let address = server.ipv4 { return reachable(server, address: address, at: site) }
            return pending(reference, in: state)
        case .pending:
            return pending(reference, in: state)
        case .off:
            return abandon(
                state,
                because: "The \(words.server) \(reference.id) was powered off while it was being set up."
            )
        case .failed(let reason):
            return replace(site, because: reason)
        case .absent where site.server?.visibleBy.map({ context.lookedAt < $0 }) ?? false:
            return goOn(in: state, after: Self.resolveInterval)
        case .absent where reference.createActionID == nil:
            // It was listed once, and there is no action to check: as far as anybody can tell, it could not be placed.
            return replace(site, because: "The \(words.server) \(reference.id) disappeared before it ran.")
        case .absent:
            return abandon(state, because: "The \(words.server) \(reference.id) was removed while it was being set up.")
        }
    }

    private func pending(_ reference: ServerReference, in state: OperationState) -> Transition {
        guard !isPastDeadline(state.step) else {
            return abandon(state, because: "The \(words.server) \(reference.id) did not become active in time.")
        }
        return goOn(in: state)
    }

    private func reachable(_ server: Server, address: String, at site: Site) -> Transition {
        var site = site
        site.address = address
        site.server?.ipv6 = server.ipv6
        site.server?.visibleBy = nil
        let line = LogLine(
            .info,
            "The \(words.server) \(server.id) runs at \(address).",
            data: ["ip_address": .string(address)]
        )
        var transition =
            context.kind == .repair ? reinstall(at: site, ended: line) : pastDuplicates(at: site, ended: line)
        transition.records = [.hostAddress(site.host, address: address)]
        var projection = ProjectionChange(provisioning: provisioning(of: site))
        projection.ipAddress = address
        transition.projection = projection
        return transition
    }
}
