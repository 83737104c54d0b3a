package import Orchestrator
internal import PortAllocator
internal import Postgres
internal import Workspaces

extension PostgresOperationStore {
    /// Reserves capacity and ports on a host of the owner or a shared one; releases earlier reservations.
    ///
    /// The owner's own hosts come before shared ones. The fullest host that fits comes first, so that large requests
    /// find room later. Memory and disk are reserved; processors are a quota and a weight, never refused.
    package func place(_ operation: ClaimedOperation) async throws(StoreError) -> Placement {
        try await runHeld(by: operation.holder) { connection in
            if let site = try await reservedSite(of: operation, on: connection) { return .placed(site) }
            guard let (host, address) = try await chooseHost(for: operation.workspace, on: connection) else {
                return .noHost(try await reasonForNoHost(operation.workspace, on: connection))
            }
            let taken = try await takenPorts(on: host, besides: operation.workspace.number, connection)
            guard let block = allocator.block(for: operation.workspace.id, avoiding: taken) else {
                return .portsExhausted
            }
            let resources = operation.workspace.resources
            try await connection.query(
                """
                INSERT INTO moorage.host_reservations (workspace_number, host_id, vcpu, ram_gb, storage_gb)
                VALUES (\(operation.workspace.number), \(host), \(resources.vcpu), \(resources.ramGB),
                    \(resources.storageGB))
                """
            )
            try await insertLeases(block, on: host, for: operation.workspace.number, connection)
            return .placed(Site(host: host, block: block, address: address))
        }
    }

    private func reservedSite(
        of operation: ClaimedOperation,
        on connection: PostgresConnection
    ) async throws -> Site? {
        let workspace = operation.workspace.number
        let reserved = try await connection.query(
            """
            SELECT h.id, h.address FROM moorage.host_reservations r JOIN moorage.hosts h ON h.id = r.host_id
            WHERE r.workspace_number = \(workspace)
            """
        ).decodeFirst((HostID, String?).self)
        guard let (host, address) = reserved, let block = try await leasedBlock(of: workspace, on: connection) else {
            return nil
        }
        return Site(host: host, block: block, address: address)
    }

    private func chooseHost(
        for workspace: WorkspaceSpecification,
        on connection: PostgresConnection
    ) async throws -> (HostID, String?)? {
        // A separate statement, in the same order for all sessions: only the next statement sees reservations made
        // while this one waited for the locks.
        try await connection.query(
            """
            SELECT FROM moorage.hosts h
            WHERE h.kind = 'bare_metal' AND (h.owner_id = \(workspace.owner) OR h.is_shared)
            ORDER BY h.id FOR UPDATE
            """
        )
        return try await connection.query(
            """
            SELECT h.id, h.address FROM moorage.hosts h
            CROSS JOIN LATERAL (
                SELECT h.ram_gb - coalesce(sum(r.ram_gb), 0) AS ram_gb,
                       h.storage_gb - coalesce(sum(r.storage_gb), 0) AS storage_gb
                FROM moorage.host_reservations r WHERE r.host_id = h.id
            ) free
            WHERE h.kind = 'bare_metal' AND h.state = 'ready'
              AND (h.owner_id = \(workspace.owner) OR h.is_shared)
              AND h.vcpu >= \(workspace.resources.vcpu)
              AND free.ram_gb >= \(workspace.resources.ramGB)
              AND free.storage_gb >= \(workspace.resources.storageGB)
            ORDER BY h.is_shared, free.ram_gb, h.id
            LIMIT 1
            """
        ).decodeFirst((HostID, String?).self)
    }

    private func reasonForNoHost(
        _ workspace: WorkspaceSpecification,
        on connection: PostgresConnection
    ) async throws -> String {
        let (count, ready) = try await connection.query(
            """
            SELECT count(*), count(*) FILTER (WHERE state = 'ready') FROM moorage.hosts
            WHERE kind = 'bare_metal' AND (owner_id = \(workspace.owner) OR is_shared)
            """
        ).decodeOnly((Int, Int).self)
        let need = """
            \(workspace.resources.vcpu) vcpu, \(workspace.resources.ramGB) GB of memory and \
            \(workspace.resources.storageGB) GB of disk
            """
        switch (count, ready) {
        case (0, _):
            return "This owner has no registered host, and there is no shared host; the workspace needs \(need)."
        case (_, 0): return "No host of this owner and no shared host is ready: all are draining or quarantined."
        default: return "None of \(ready) hosts of this owner or shared hosts has capacity for \(need)."
        }
    }
}
