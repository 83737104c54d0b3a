import Database
import Orchestrator
import Postgres
import TestSupport
import Workspaces

/// The store in Postgres for ``StoreConformance``, on its own database.
struct PostgresSubject: StoreConformanceSubject {
    let world: TestWorld

    func store(of daemon: String) async throws -> any OperationStore {
        try TestDaemon(named: daemon, in: world.surroundings).store
    }

    func insert(_ id: WorkspaceID, _ type: DeploymentType, _ resources: Resources) async throws -> WorkspaceNumber {
        let owner = try await world.owner()
        return try await world.pool.query(
            """
            INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, region, vcpu, ram_gb, storage_gb)
            VALUES (\(id.rawValue), 'Test', \(owner), \(type.rawValue), 'nyc3', \(resources.vcpu),
                \(resources.ramGB), \(resources.storageGB))
            RETURNING id
            """
        ).decodeOnly(WorkspaceNumber.self)
    }

    func insertUnasked(_ id: WorkspaceID) async throws -> WorkspaceNumber {
        let owner = try await world.owner()
        return try await world.pool.query(
            """
            INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, status)
            VALUES (\(id.rawValue), 'Test', \(owner), 'cloud', 'suspended') RETURNING id
            """
        ).decodeOnly(WorkspaceNumber.self)
    }

    func noteServerGone(_ workspace: WorkspaceNumber) async throws {
        try await world.pool.query(
            """
            INSERT INTO moorage.drift (workspace_number, kind, subject, detail, is_repairable)
            VALUES (\(workspace), \(Drift.Kind.serverGone), '7', 'It is gone.', false)
            """
        )
    }

    func setStatus(_ status: WorkspaceStatus, of workspace: WorkspaceNumber) async throws {
        try await world.pool.query(
            "UPDATE moorage.workspaces SET status = \(status.rawValue) WHERE number = \(workspace)"
        )
    }

    func request(_ request: ClientRequest, for workspace: WorkspaceNumber) async throws {
        switch request {
        case .delete: try await world.pool.query("DELETE FROM workspaces WHERE id = \(workspace)")
        case .provision, .repair, .decommission, .cancel:
            try await world.pool.query(
                """
                SELECT moorage.request_operation(workspace_id, \(request.rawValue)) FROM workspaces
                WHERE id = \(workspace)
                """
            )
        }
    }

    func addHost(address: String, capacity: Resources) async throws -> HostID {
        try await HostDirectory(pool: world.pool).add(
            address: address,
            port: Port(rawValue: 22),
            user: "root",
            registration: TestHost.registration(machineID: address),
            capacity: capacity,
            tenancy: .shared
        )
    }

    func drain(_ host: HostID) async throws {
        _ = try await HostDirectory(pool: world.pool).drain(host)
    }

    func picture(of workspace: WorkspaceNumber) async throws -> StoredWorkspace {
        var picture = StoredWorkspace()
        let known = try await world.pool.query(
            "SELECT status, generation, site IS NOT NULL FROM moorage.workspaces WHERE number = \(workspace)"
        ).decodeFirst((String, Int, Bool).self)
        if let (status, generation, hasSite) = known {
            picture.status = status
            picture.generation = generation
            picture.hasSite = hasSite
        }
        picture.operation = try await operation(of: workspace)
        picture.outcomes = try await world.pool.query(
            "SELECT outcome FROM moorage.operation_history WHERE workspace_number = \(workspace) ORDER BY id"
        ).decode(String.self).compactMap(OperationOutcome.init)
        try await addPlaces(of: workspace, to: &picture)
        picture.requests = try await count(
            "SELECT count(*) FROM moorage.requests WHERE workspace_number = \(workspace)"
        )
        picture.log = try await log(of: workspace)
        return picture
    }

    private func operation(of workspace: WorkspaceNumber) async throws -> StoredOperation? {
        try await world.pool.query(
            """
            SELECT id, kind, step, sequence, lease_owner, lease_epoch, waiting_on ->> 'kind',
                cancel_requested_at IS NOT NULL AND NOT is_cancel_delivered
            FROM moorage.operations WHERE workspace_number = \(workspace)
            """
        ).decodeFirst((OperationID, OperationKind, OperationStep, Int, String?, LeaseEpoch, String?, Bool).self)
            .map { row in
                StoredOperation(
                    id: row.0,
                    kind: row.1,
                    step: row.2,
                    sequence: row.3,
                    leaseOwner: row.4,
                    epoch: row.5,
                    waitsFor: row.6.flatMap(WaitingOn.Kind.init),
                    isCancelPending: row.7
                )
            }
    }

    private func addPlaces(of workspace: WorkspaceNumber, to picture: inout StoredWorkspace) async throws {
        let leases = try await world.pool.query(
            "SELECT host_id, port FROM moorage.port_leases WHERE workspace_number = \(workspace) ORDER BY port"
        ).decode((HostID, Int).self)
        picture.portHost = leases.first?.0
        picture.ports = leases.compactMap { UInt16(exactly: $0.1).map(Port.init) }
        picture.reservedHost = try await world.pool.query(
            "SELECT host_id FROM moorage.host_reservations WHERE workspace_number = \(workspace)"
        ).decodeFirst(HostID.self)
        picture.hostEntries = try await count(
            "SELECT count(*) FROM moorage.hosts WHERE workspace_number = \(workspace)"
        )
        picture.droplets = try await world.pool.query(
            "SELECT name FROM moorage.resources WHERE workspace_number = \(workspace) AND state <> 'deleted' ORDER BY id"
        ).decode(String.self)
        picture.hasSecrets =
            try await count(
                "SELECT count(*) FROM moorage.secrets WHERE purpose = 'workspace' AND subject = \(workspace)"
            ) == 1
        picture.hostKeys = try await count(
            """
            SELECT count(*) FROM moorage.secrets s JOIN moorage.hosts h ON h.id = s.subject
            WHERE h.workspace_number = \(workspace) AND s.purpose IN ('host_key', 'next_host_key')
            """
        )
    }

    private func log(of workspace: WorkspaceNumber) async throws -> [StoredLogLine] {
        await world.daemon.projector.publishBatch()
        try await world.pool.query("SELECT moorage.number_logs(\(workspace))")
        return try await world.pool.query(
            """
            SELECT n.number, (extract(epoch FROM l.timestamp) * 1000000)::bigint, l.level, l.message
            FROM moorage.log_numbers n JOIN provisioning_logs l ON l.id = n.log_id
            WHERE n.workspace_number = \(workspace) ORDER BY n.number
            """
        ).decode((Int, Int64, String, String).self).map { number, at, level, message in
            StoredLogLine(
                number: number,
                at: Timestamp(microseconds: at),
                line: LogLine(LogLine.Level(rawValue: level) ?? .error, message)
            )
        }
    }

    private func count(_ query: PostgresQuery) async throws -> Int {
        try await world.pool.query(query).decodeOnly(Int.self)
    }
}
