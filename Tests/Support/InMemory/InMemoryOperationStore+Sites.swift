package import Orchestrator
package import PortAllocator
internal import Providers
package import SSH
package import Workspaces

extension InMemoryOperationStore {
    /// Records a server, its host entry and its ports; releases earlier ones.
    package func intendServer(
        _ draft: ServerDraft,
        for operation: ClaimedOperation
    ) async throws(StoreError) -> Site? {
        let number = operation.workspace.number
        return try database.write(heldBy: operation.holder) { tables in
            if let site = tables.intendedSite(of: operation) { return .success(site) }
            guard let block = allocator.block(for: operation.workspace.id, avoiding: []) else { return .success(nil) }
            let name = draft.intent.name
            let isTaken =
                tables.hosts.contains { $0.droplet == number || $0.name == name }
                || tables.resources.contains { $0.intent.name == name }
            guard !isTaken, tables.blocks[number] == nil else {
                return .failure(
                    StoreError(
                        .rejected,
                        "The name \(name) is taken, or the workspace has a droplet's host or ports already."
                    )
                )
            }
            let host = tables.insertDropletHost(draft, for: number)
            tables.resources.append(
                .init(workspace: number, generation: operation.generation.rawValue, intent: draft.intent)
            )
            tables.blocks[number] = .init(host: host, block: block)
            return .success(Site(host: host, block: block, server: .init(intent: draft.intent)))
        }
    }

    /// Moves the workspace to a different block on its host.
    package func movePorts(
        on host: HostID,
        avoiding foreign: Set<Port>,
        for operation: ClaimedOperation
    ) async throws(StoreError) -> PortBlock? {
        let number = operation.workspace.number
        return try database.write(heldBy: operation.holder) { tables in
            let taken = tables.takenPorts(on: host, besides: number).union(foreign)
            if let held = tables.blocks[number], taken.isDisjoint(with: held.block.ports.values) {
                return .success(held.block)
            }
            guard let block = allocator.block(for: operation.workspace.id, avoiding: taken) else {
                return .success(nil)
            }
            tables.blocks[number] = .init(host: host, block: block)
            return .success(block)
        }
    }

    /// How to reach a host.
    package func host(_ id: HostID) async throws(StoreError) -> HostAccess {
        let host = database.read { tables in tables.hostIndex(id).map { tables.hosts[$0] } }
        guard let host else { throw StoreError(.notFound, "Host \(id) is not recorded.") }
        return HostAccess(
            id: id,
            address: host.address,
            port: host.port,
            user: "root",
            pin: host.pin,
            nextPin: host.nextPin,
            hasFirstKey: host.hasFirstKey
        )
    }

    /// Records the key that a host will present next, before it is installed there.
    package func saveNextHostKey(
        _ key: Secret<String>,
        pin: HostKeyPin,
        of host: HostID,
        holder: LeaseHolder
    ) async throws(StoreError) {
        try database.write(heldBy: holder) { tables in
            guard let index = tables.hostIndex(host), tables.hosts[index].hasFirstKey,
                tables.hosts[index].nextPin == nil
            else { return .success(()) }
            tables.hosts[index].nextPin = pin
            tables.secrets[.init(purpose: .nextHostKey, subject: host.rawValue)] = Secret(Array(key.reveal().utf8))
            return .success(())
        }
    }

    /// Makes the next host key the pinned one, and deletes both private halves.
    package func promoteHostKey(
        _ pin: HostKeyPin,
        of host: HostID,
        holder: LeaseHolder
    ) async throws(StoreError) {
        try database.write(heldBy: holder) { tables in
            if let index = tables.hostIndex(host), tables.hosts[index].nextPin == pin {
                tables.hosts[index].pin = pin
                tables.hosts[index].nextPin = nil
                tables.hosts[index].hasFirstKey = false
                tables.forgetHostKeys(of: host)
            }
            return .success(())
        }
    }

    /// Releases ports, reservations, secrets and a droplet's host entry.
    package func releaseSite(of operation: ClaimedOperation) async throws(StoreError) {
        let number = operation.workspace.number
        try database.write(heldBy: operation.holder) { tables in
            tables.blocks[number] = nil
            tables.reservations[number] = nil
            for index in tables.resources.indices
            where tables.resources[index].workspace == number && tables.resources[index].state == .intended {
                tables.resources[index].state = .deleted
            }
            for host in tables.hosts where host.droplet == number { tables.forgetHostKeys(of: host.id) }
            tables.secrets[.init(purpose: .workspace, subject: number.rawValue)] = nil
            tables.hosts.removeAll { $0.droplet == number }
            return .success(())
        }
    }
}

extension InMemoryTables {
    fileprivate func intendedSite(of operation: ClaimedOperation) -> Site? {
        let number = operation.workspace.number
        guard
            let resource = resources.first(where: {
                $0.workspace == number && $0.generation == operation.generation.rawValue && $0.state != .deleted
            }), let host = hosts.first(where: { $0.name == resource.intent.name }), let leased = blocks[number]
        else { return nil }
        return Site(host: host.id, block: leased.block, server: .init(intent: resource.intent))
    }

    fileprivate mutating func insertDropletHost(_ draft: ServerDraft, for number: WorkspaceNumber) -> HostID {
        lastHost += 1
        let id = HostID(rawValue: lastHost)
        hosts.append(
            Host(
                id: id,
                name: draft.intent.name,
                port: draft.sshPort,
                pin: draft.hostKeyPin,
                hasFirstKey: true,
                droplet: number
            )
        )
        secrets[.init(purpose: .hostKey, subject: id.rawValue)] = Secret(Array(draft.hostKey.reveal().utf8))
        return id
    }

    /// The ports that other workspaces have leased on a host.
    func takenPorts(on host: HostID, besides number: WorkspaceNumber) -> Set<Port> {
        var taken: Set<Port> = []
        for (other, leased) in blocks where other != number && leased.host == host {
            taken.formUnion(leased.block.ports.values)
        }
        return taken
    }

    fileprivate mutating func forgetHostKeys(of host: HostID) {
        secrets[.init(purpose: .hostKey, subject: host.rawValue)] = nil
        secrets[.init(purpose: .nextHostKey, subject: host.rawValue)] = nil
    }
}
