import Orchestrator
import PortAllocator
import Providers
import Workspaces

extension World {
    /// Reserves a place; repeating it gives the same place.
    mutating func reserve(_ effect: OperationEffect) -> OperationEvent {
        var place = type == .cloud ? Sample.intended : Sample.placed
        place.server?.intent.authorizedKey = "ssh-ed25519 AAAA \(Self.sentinel)"
        let reserved = site ?? place
        site = reserved
        return type == .cloud ? .serverIntended(reserved) : .placed(reserved)
    }

    mutating func movePorts() -> OperationEvent {
        let block = site?.block == Sample.block ? Sample.otherBlock : Sample.block
        site?.block = block
        return .portsMoved(block)
    }

    mutating func create(_ intent: ServerIntent, visibleAfter delay: Int) throws -> ServerReference {
        guard !servers.contains(where: { $0.server.name == intent.name && mayBeSeen($0) }) else {
            throw WorldViolation.createWhileOneMayExist(name: intent.name)
        }
        nextServer += 1
        let server = Server(
            id: String(nextServer),
            name: intent.name,
            ipv4: "192.0.2.7",
            ipv6: nil,
            createdAt: Double(nextServer)
        )
        servers.append(
            MadeServer(
                server: server,
                madeAt: now,
                visibleAt: now + .seconds(delay),
                activeAt: now + .seconds(generator.below(90))
            )
        )
        return ServerReference(id: server.id, name: server.name, createActionID: nil)
    }

    /// A server that appears later than its window allows is nobody's fault.
    private func mayBeSeen(_ made: MadeServer) -> Bool {
        made.visibleAt <= lastLook || now - made.madeAt < OperationPolicy.visibilityWindow
    }

    mutating func visible(_ name: String) -> [Server] {
        lastLook = now
        return servers.filter { $0.server.name == name && $0.visibleAt <= now }.map(\.server)
    }

    func status(of reference: ServerReference) -> ServerStatus {
        guard let made = servers.first(where: { $0.server.id == reference.id && $0.visibleAt <= now }) else {
            return .absent
        }
        return made.activeAt <= now ? .active(made.server) : .pending
    }

    func facts() -> HostFacts {
        var facts = Sample.facts(
            listeners: hasWorkspaceOnHost
                ? site?.block.ports.values.map {
                    Sample.listener($0, group: "/moorage.slice/moorage-ws7x2k4.slice/x.service")
                } ?? []
                : []
        )
        facts.machineID = Self.sentinel
        return facts
    }

    mutating func install() throws -> OperationEvent {
        if let key = activeRun { throw WorldViolation.installDuringRun(key) }
        hasWorkspaceOnHost = true
        return .installed(playbooks: Sample.digest, bundle: Sample.digest)
    }

    mutating func start(_ run: HostRun) throws -> HostRunState {
        if let other = activeRun, other != run.key { throw WorldViolation.secondRun(run.key, while: other) }
        if let state = runs[run.key] { return state }
        runs[run.key] = .running
        runEndsAt[run.key] = now + .seconds(generator.below(120))
        return .running
    }

    mutating func follow(_ run: HostRun, from offset: Int64) -> HostRunProgress {
        if runs[run.key] == .running, let end = runEndsAt[run.key], end <= now {
            runs[run.key] = .finished(exitCode: 0)
            hasConverged = run.playbook == "deploy_workspace.yml"
            hasWorkspaceOnHost = hasConverged
        }
        return HostRunProgress(events: [], offset: offset + 10, state: runs[run.key] ?? .absent)
    }

    mutating func stop(_ key: HostRunKey) -> OperationEvent {
        if runs[key] == .running { runs[key] = .finished(exitCode: 143) }
        return .runStopped(true)
    }

    mutating func publish(_ record: AddressRecord) throws -> OperationEvent {
        guard !record.ipv4.isEmpty else { throw WorldViolation.publishWithoutAddress }
        hasName = true
        return .addressPublished(generator.chance(0.1) ? .zoneMissing : .published)
    }

    mutating func verify() throws -> OperationEvent {
        guard hasConverged else { throw WorldViolation.verifyBeforeConverged }
        return Sample.health(true)
    }

    mutating func withdraw() -> OperationEvent {
        hasName = false
        return .addressWithdrawn
    }

    /// Visible servers with the name are removed at the second call; invisible ones stay.
    mutating func destroy(_ name: String, id: String?) throws -> OperationEvent {
        guard !hasName else { throw WorldViolation.destroyBeforeWithdraw }
        let now = now
        let isVisible = { (made: MadeServer) in
            (made.server.id == id || made.server.name == name) && made.visibleAt <= now
        }
        lastLook = now
        servers.removeAll { isVisible($0) && $0.isDeleting }
        for index in servers.indices where isVisible(servers[index]) { servers[index].isDeleting = true }
        let left = servers.filter(isVisible).map(\.server)
        return left.count > 1 ? .serversFound(left) : .serversDestroyed(left.isEmpty)
    }

    /// A surplus server is gone at the second check after its removal was requested.
    mutating func destroyDuplicates(_ name: String, _ ids: [String]) -> OperationEvent {
        servers.removeAll { ids.contains($0.server.id) && $0.isDeleting && $0.visibleAt <= now }
        for index in servers.indices where ids.contains(servers[index].server.id) { servers[index].isDeleting = true }
        return .serversFound(visible(name))
    }

    mutating func release() throws -> OperationEvent {
        guard servers.allSatisfy(isExcused) else { throw WorldViolation.releaseWithServers }
        guard !hasName else { throw WorldViolation.releaseWithName }
        if type == .bareMetal {
            guard !hasWorkspaceOnHost else { throw WorldViolation.releaseWithWorkspaceOnHost }
            if let key = activeRun { throw WorldViolation.releaseDuringRun(key) }
        }
        site = nil
        return .released
    }
}
