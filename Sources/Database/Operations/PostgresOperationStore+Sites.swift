package import Orchestrator
package import PortAllocator
internal import Postgres
internal import Providers
internal import SSH
internal import Services
package import Workspaces

extension PostgresOperationStore {
    /// Records a server, its host entry and its ports; releases earlier ones.
    package func intendServer(
        _ draft: ServerDraft,
        for operation: ClaimedOperation
    ) async throws(StoreError) -> Site? {
        try await runHeld(by: operation.holder) { connection in
            if let site = try await intendedSite(of: operation, on: connection) { return site }
            guard let block = allocator.block(for: operation.workspace.id, avoiding: []) else { return nil }
            let host = try await insertRentedHost(draft, for: operation, on: connection)
            try await insertResource(draft, for: operation, on: connection)
            try await insertLeases(block, on: host, for: operation.workspace.number, connection)
            return Site(host: host, block: block, server: .init(intent: draft.intent))
        }
    }

    private func intendedSite(
        of operation: ClaimedOperation,
        on connection: PostgresConnection
    ) async throws -> Site? {
        let intent = try await connection.query(
            """
            SELECT h.id, r.intent FROM moorage.resources r
            JOIN moorage.hosts h ON h.name = r.name
            WHERE r.kind = 'droplet' AND r.workspace_number = \(operation.workspace.number)
              AND r.generation = \(operation.generation) AND r.state <> 'deleted'
            """
        ).decodeFirst((HostID, PostgresJSON<ServerIntent>).self)
        guard let (host, intent) = intent,
            let block = try await leasedBlock(of: operation.workspace.number, on: connection)
        else { return nil }
        return Site(host: host, block: block, server: .init(intent: intent.value))
    }

    private func insertRentedHost(
        _ draft: ServerDraft,
        for operation: ClaimedOperation,
        on connection: PostgresConnection
    ) async throws -> HostID {
        let host = try await connection.query(
            """
            INSERT INTO moorage.hosts (kind, name, ssh_port, ssh_user, host_key_type, host_key_fingerprint,
                has_first_host_key, state, workspace_number, generation)
            VALUES ('droplet', \(draft.intent.name), \(draft.sshPort.column), 'root',
                \(draft.hostKeyPin.keyType.rawValue), \(draft.hostKeyPin.fingerprint), true, 'ready',
                \(operation.workspace.number), \(operation.generation))
            RETURNING id
            """
        ).decodeOnly(HostID.self)
        let key = Secret(Array(draft.hostKey.reveal().utf8))
        try await vault(on: connection).save(key, .hostKey, of: host.rawValue)
        return host
    }

    private func insertResource(
        _ draft: ServerDraft,
        for operation: ClaimedOperation,
        on connection: PostgresConnection
    ) async throws {
        try await connection.query(
            """
            INSERT INTO moorage.resources (provider, kind, name, workspace_number, workspace_id, generation, intent,
                state, hourly_cost_micros)
            VALUES (\(settings.cloud), 'droplet', \(draft.intent.name), \(operation.workspace.number),
                \(operation.workspace.id.rawValue), \(operation.generation), \(PostgresJSON(draft.intent)), 'intended',
                \(draft.intent.plan.hourlyCostMicros))
            """
        )
    }

    func insertLeases(
        _ block: PortBlock,
        on host: HostID,
        for workspace: WorkspaceNumber,
        _ connection: PostgresConnection
    ) async throws {
        let ports = block.ports.sorted { $0.value < $1.value }
        try await connection.query(
            """
            INSERT INTO moorage.port_leases (host_id, port, workspace_number, service, port_offset)
            SELECT \(host), p.port, \(workspace), p.service, \(block.offset.rawValue)
            FROM unnest(\(ports.map(\.value.column))::integer[], \(ports.map(\.key.rawValue))::text[])
                AS p (port, service)
            """
        )
    }

    /// The block that a workspace has leased, if any.
    func leasedBlock(
        of workspace: WorkspaceNumber,
        on connection: PostgresConnection
    ) async throws -> PortBlock? {
        let leases = try await connection.query(
            "SELECT service, port, port_offset FROM moorage.port_leases WHERE workspace_number = \(workspace)"
        ).decode((String, Int, Int).self)
        guard let first = leases.first, let offset = PortOffset(rawValue: first.2) else { return nil }
        var ports: [ServicePort: Port] = [:]
        for (service, port, _) in leases {
            guard let service = ServicePort(rawValue: service), let port = UInt16(exactly: port) else { continue }
            ports[service] = Port(rawValue: port)
        }
        return PortBlock(offset: offset, ports: ports)
    }

    /// The ports that other workspaces have leased on a host.
    func takenPorts(
        on host: HostID,
        besides workspace: WorkspaceNumber,
        _ connection: PostgresConnection
    ) async throws -> Set<Port> {
        let ports = try await connection.query(
            "SELECT port FROM moorage.port_leases WHERE host_id = \(host) AND workspace_number <> \(workspace)"
        ).decode(Int.self)
        return Set(ports.compactMap { UInt16(exactly: $0).map(Port.init) })
    }

    /// Moves the workspace to a different block on its host. The host's row is locked, so that two moves do not race.
    package func movePorts(
        on host: HostID,
        avoiding foreign: Set<Port>,
        for operation: ClaimedOperation
    ) async throws(StoreError) -> PortBlock? {
        try await runHeld(by: operation.holder) { connection in
            let workspace = operation.workspace
            try await connection.query("SELECT FROM moorage.hosts WHERE id = \(host) FOR UPDATE")
            let taken = try await takenPorts(on: host, besides: workspace.number, connection).union(foreign)
            if let held = try await leasedBlock(of: workspace.number, on: connection),
                taken.isDisjoint(with: held.ports.values)
            {
                return held
            }
            guard let block = allocator.block(for: workspace.id, avoiding: taken) else { return nil }
            try await connection.query(
                "DELETE FROM moorage.port_leases WHERE workspace_number = \(workspace.number)"
            )
            try await insertLeases(block, on: host, for: workspace.number, connection)
            return block
        }
    }

    /// Gives back ports, reservations, secrets and a rented server's host entry.
    package func releaseSite(of operation: ClaimedOperation) async throws(StoreError) {
        let workspace = operation.workspace.number
        try await runHeld(by: operation.holder) { connection in
            _ = try await connection.pipeline([
                "DELETE FROM moorage.port_leases WHERE workspace_number = \(workspace)",
                "DELETE FROM moorage.host_reservations WHERE workspace_number = \(workspace)",
                """
                UPDATE moorage.resources SET state = 'deleted', deleted_at = clock_timestamp()
                WHERE workspace_number = \(workspace) AND state = 'intended'
                """,
                """
                DELETE FROM moorage.secrets s USING moorage.hosts h
                WHERE h.workspace_number = \(workspace) AND s.subject = h.id
                  AND s.purpose IN ('host_key', 'next_host_key')
                """,
                "DELETE FROM moorage.secrets WHERE purpose = 'workspace' AND subject = \(workspace)",
                "DELETE FROM moorage.hosts WHERE kind = 'droplet' AND workspace_number = \(workspace)",
            ])
        }
    }
}
