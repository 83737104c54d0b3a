import Providers
import Workspaces

/// A create call is sent again only if nothing of the first appeared within its visibility window. A server that
/// appears later is a second one with the name. It is found here, before anything is set up and again at the end, and
/// by the sweep.
extension OperationStateMachine {
    /// Continues with a running server, or first looks for a second one with its name if one may exist.
    func pastDuplicates(at site: Site, ended: LogLine?) -> Transition {
        guard let server = site.server, server.createCalls > 1 || !(server.duplicates ?? []).isEmpty else {
            return afterDuplicates(at: site, ended: ended)
        }
        return advance(to: .making(site, .removingDuplicates), ended: ended)
    }

    func destroyDuplicates(of site: Site) -> OperationEffect? {
        site.server.map { .destroyDuplicates(name: $0.intent.name, ids: $0.duplicates ?? []) }
    }

    /// The next step: nothing is done to a server that is not known to run.
    private func afterDuplicates(at site: Site, ended: LogLine?) -> Transition {
        if site.installed { return advance(to: .settingUp(site, .verifying), ended: ended) }
        if site.address != nil { return advance(to: .settingUp(site, .connecting), ended: ended) }
        guard site.server?.reference != nil else {
            return abandon(.making(site, .removingDuplicates), because: "The site has no \(words.server).")
        }
        return advance(to: .making(site, .awaiting), ended: ended)
    }

    /// Decides which server with the name is kept: the one that is already set up, otherwise the oldest.
    func sorted(_ site: Site, _ found: [Server]) -> Transition {
        var site = site
        var kept = site.server?.reference
        if !site.installed, let oldest = found.first, kept?.id != oldest.id,
            kept == nil || found.contains(where: { $0.id == kept?.id })
        {
            kept = ServerReference(id: oldest.id, name: oldest.name, createActionID: nil)
        }
        guard let kept else {
            return abandon(.making(site, .removingDuplicates), because: "The site has no \(words.server).")
        }
        let isNew = kept != site.server?.reference
        if isNew {
            take(kept, at: &site)
            site.address = nil
            site.server?.ipv6 = nil
        }
        let surplus = found.map(\.id).filter { $0 != kept.id }
        let gone = (site.server?.duplicates ?? []).filter { !surplus.contains($0) }
        let noted = note(surplus, at: &site)
        if let left = site.server?.duplicates?.filter(surplus.contains) {
            site.server?.duplicates = left.isEmpty ? nil : left
        }
        var transition = afterLook(at: site, surplus: surplus, isFirstOfThem: !noted.records.isEmpty)
        transition.log = noted.log + gone.map { goneLine($0, of: site) } + transition.log
        transition.records = noted.records + gone.map { .duplicateGone(id: $0) } + transition.records
        if isNew { record(kept, of: site, in: &transition) }
        return transition
    }

    /// The removal of surplus servers is requested immediately, and then checked until they are gone. A surplus server
    /// that does not go in time is recorded and left to the sweep, so that the workspace need not wait for it.
    private func afterLook(at site: Site, surplus: [String], isFirstOfThem: Bool) -> Transition {
        guard !surplus.isEmpty else { return afterDuplicates(at: site, ended: nil) }
        let state = OperationState.making(site, .removingDuplicates)
        if isFirstOfThem { return advance(to: state) }
        guard !isPastDeadline(state.step) else {
            let line = LogLine(
                .warning,
                "The surplus \(words.server) \(surplus.joined(separator: ", ")) still exists; the sweep will remove it."
            )
            return afterDuplicates(at: site, ended: line)
        }
        return goOn(in: state, after: Self.goneInterval)
    }

    /// Records unrecorded surplus servers with their cost.
    func note(_ ids: [String], at site: inout Site) -> (log: [LogLine], records: [RecordChange]) {
        guard let server = site.server else { return ([], []) }
        let new = ids.filter { !(server.duplicates ?? []).contains($0) }
        guard !new.isEmpty else { return ([], []) }
        site.server?.duplicates = (server.duplicates ?? []) + new
        let name = server.intent.name
        let cost = server.intent.plan.hourlyCostMicros
        let lines = new.map { id in
            LogLine(
                .warning,
                "A second \(words.server) \(name) (id \(id)) appeared after it had been requested again; it is removed.",
                data: [
                    ProjectionChange.serverIDColumn: .string(id), "hourly_cost_micros": .integer(Int64(cost)),
                    "create_calls": .integer(Int64(server.createCalls)),
                ]
            )
        }
        return (lines, new.map { .duplicateFound(name: name, id: $0, hourlyCostMicros: cost) })
    }

    private func goneLine(_ id: String, of site: Site) -> LogLine {
        LogLine(
            .info,
            "The second \(words.server) \(site.server?.intent.name ?? "") (id \(id)) is gone.",
            data: [ProjectionChange.serverIDColumn: .string(id)]
        )
    }
}
