package import Orchestrator
internal import PortAllocator
internal import Workspaces

extension InMemoryOperationStore {
    /// Reserves capacity and ports on a host of the owner or a shared one; releases earlier reservations.
    package func place(_ operation: ClaimedOperation) async throws(StoreError) -> Placement {
        let workspace = operation.workspace
        return try database.write(heldBy: operation.holder) { tables in
            if let reserved = tables.reservations[workspace.number], let leased = tables.blocks[workspace.number] {
                let address = tables.hostIndex(reserved.host).flatMap { tables.hosts[$0].address }
                return .success(.placed(Site(host: reserved.host, block: leased.block, address: address)))
            }
            guard let host = tables.roomiest(for: workspace) else {
                return .success(.noHost(tables.reasonForNoHost(workspace)))
            }
            let taken = tables.takenPorts(on: host.id, besides: workspace.number)
            guard let block = allocator.block(for: workspace.id, avoiding: taken) else {
                return .success(.portsExhausted)
            }
            tables.reservations[workspace.number] = .init(host: host.id, resources: workspace.resources)
            tables.blocks[workspace.number] = .init(host: host.id, block: block)
            return .success(.placed(Site(host: host.id, block: block, address: host.address)))
        }
    }
}

extension InMemoryTables {
    private func free(on host: Host, of capacity: Resources) -> (ramGB: Int, storageGB: Int) {
        var (ramGB, storageGB) = (capacity.ramGB, capacity.storageGB)
        for reservation in reservations.values where reservation.host == host.id {
            ramGB -= reservation.resources.ramGB
            storageGB -= reservation.resources.storageGB
        }
        return (ramGB, storageGB)
    }

    private func isOpen(_ host: Host, to owner: Int64) -> Bool {
        host.capacity != nil && (host.owner == nil || host.owner == owner)
    }

    /// The owner's own hosts come before shared ones, and the fullest host that fits comes first.
    fileprivate func roomiest(for workspace: WorkspaceSpecification) -> Host? {
        let need = workspace.resources
        let fitting: [(host: Host, ramGB: Int)] = hosts.compactMap { host in
            guard isOpen(host, to: workspace.owner), host.state == .ready, let capacity = host.capacity,
                capacity.vcpu >= need.vcpu
            else { return nil }
            let free = free(on: host, of: capacity)
            return free.ramGB >= need.ramGB && free.storageGB >= need.storageGB ? (host, free.ramGB) : nil
        }
        return fitting.min { left, right in
            let isShared = (left.host.owner == nil, right.host.owner == nil)
            if isShared.0 != isShared.1 { return isShared.1 }
            if left.ramGB != right.ramGB { return left.ramGB < right.ramGB }
            return left.host.id.rawValue < right.host.id.rawValue
        }?.host
    }

    fileprivate func reasonForNoHost(_ workspace: WorkspaceSpecification) -> String {
        let open = hosts.filter { isOpen($0, to: workspace.owner) }
        let ready = open.count { $0.state == .ready }
        let need = """
            \(workspace.resources.vcpu) vcpu, \(workspace.resources.ramGB) GB of memory and \
            \(workspace.resources.storageGB) GB of disk
            """
        if open.isEmpty {
            return "This owner has no registered host, and there is no shared host; the workspace needs \(need)."
        }
        if ready == 0 { return "No host of this owner and no shared host is ready: all are draining or quarantined." }
        return "None of \(ready) hosts of this owner or shared hosts has capacity for \(need)."
    }
}
