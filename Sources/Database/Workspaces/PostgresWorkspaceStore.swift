internal import PortAllocator
package import Postgres
internal import Services
package import Workspaces

/// Workspaces in the shared tables, joined with the daemons' records.
package struct PostgresWorkspaceStore: WorkspaceStore {
    let pool: PostgresPool

    /// Stores workspaces in this database.
    package init(pool: PostgresPool) { self.pool = pool }

    /// A workspace's columns, in the order in which ``record(_:)`` reads them. With casts, because the tables of other
    /// programs have other types.
    static let columns = """
        w.id::bigint, coalesce(w.workspace_id, '')::text, coalesce(w.name, '')::text, w.owner_id::bigint, u.email::text,
        coalesce(w.deployment_type, '')::text, coalesce(w.status, '')::text, coalesce(w.instance_url, '')::text,
        coalesce(w.tailscale_url, '')::text, nullif(split_part(w.ip_address::text, '/', 1), ''), coalesce(w.region, '')::text,
        coalesce(w.vcpu, 0)::bigint, coalesce(w.ram_gb, 0)::bigint, coalesce(w.storage_gb, 0)::bigint,
        coalesce(w.subscription_tier, '')::text, coalesce(w.monthly_cost, 0)::numeric(10,2)::text,
        w.created_at::timestamptz, w.updated_at::timestamptz, w.provisioned_at::timestamptz,
        w.decommissioned_at::timestamptz, coalesce(m.provisioning -> 'ports', '{}'), o.id, o.kind, o.step,
        o.attempt::bigint, o.created_at, o.step_started_at, o.cancel_requested_at IS NOT NULL, o.lease_owner, o.waiting_on
        """

    static let joins = """
        LEFT JOIN public.meta_users u ON u.id = w.owner_id
        LEFT JOIN moorage.workspaces m ON m.number = w.id
        LEFT JOIN moorage.operations o ON o.workspace_number = w.id
        """

    static func record(_ row: PostgresRow) throws -> Workspace {
        var cursor = RowCursor(row)
        return try record(&cursor)
    }

    static func record(_ cursor: inout RowCursor) throws -> Workspace {
        let (number, id) = (try cursor.next(WorkspaceNumber.self), try cursor.next(String.self))
        let (name, owner) = (try cursor.next(String.self), try cursor.next(Int64?.self))
        let (ownerEmail, type) = (try cursor.next(String?.self), try cursor.next(String.self))
        var workspace = Workspace(
            number: number,
            workspaceID: id,
            name: name,
            owner: owner,
            ownerEmail: ownerEmail,
            deploymentType: type,
            status: try cursor.next(),
            instanceURL: try cursor.next(),
            tailscaleURL: try cursor.next(),
            ipAddress: try cursor.next(),
            region: try cursor.next(),
            resources: Resources(vcpu: try cursor.next(), ramGB: try cursor.next(), storageGB: try cursor.next()),
            tier: try cursor.next(),
            monthlyCost: try cursor.next(),
            createdAt: cursor.moment(),
            updatedAt: cursor.moment(),
            provisionedAt: cursor.moment(),
            decommissionedAt: cursor.moment(),
            portAllocation: [:],
            recordedPorts: try ports(&cursor),
            operation: try operation(&cursor, of: DeploymentType(rawValue: type))
        )
        workspace.portAllocation = portAllocation(of: id, recorded: workspace.recordedPorts)
        return workspace
    }

    /// The ports of all services: in the recorded block, or in the preferred block of the workspace.
    private static func portAllocation(of workspace: String, recorded: [String: Int]) -> [String: Int] {
        guard let id = WorkspaceID(workspace) else { return [:] }
        let offset = recorded.lazy.compactMap { name, port in
            ServicePort(rawValue: name).flatMap { PortOffset(rawValue: port - $0.base) }
        }.first
        let block = offset.map(PortPlan.contract.block) ?? PortBlockAllocator().preferredBlock(for: id)
        let ports = block.ports.map { service, port in
            (service.rawValue, recorded[service.rawValue] ?? Int(port.rawValue))
        }
        return Dictionary(uniqueKeysWithValues: ports)
    }

    /// The recorded ports by service; parsed by our own reader, because a list has hundreds of them.
    private static func ports(_ cursor: inout RowCursor) throws -> [String: Int] {
        let text = try cursor.next(String.self)
        guard case .object(let members) = JSONValue(parsing: Array(text.utf8), deepest: 1) else {
            throw PostgresError(.decoding, "the recorded ports of a workspace are not an object")
        }
        return try members.mapValues { port in
            guard case .integer(let number) = port, let number = Int(exactly: number) else {
                throw PostgresError(.decoding, "a recorded port of a workspace is not a number")
            }
            return number
        }
    }

    /// The operation's columns; nil if they are NULL.
    private static func operation(_ cursor: inout RowCursor, of type: DeploymentType?) throws -> Operation? {
        guard let id = try cursor.next(Int64?.self) else { return nil }
        return Operation(
            id: id,
            kind: try cursor.written(),
            step: try cursor.written(),
            of: type,
            attempt: try cursor.next(),
            createdAt: try cursor.next(),
            stepStartedAt: try cursor.next(),
            isCancelled: try cursor.next(),
            daemon: try cursor.next(),
            waitingOn: try cursor.next(PostgresJSON<WaitingOn>?.self).map { Operation.Wait($0.value) }
        )
    }

    /// Workspaces, newest first, and their total number.
    package func list(
        owner: Int64?,
        status: String?,
        limit: Int64,
        offset: Int64
    ) async throws -> (records: [Workspace], count: Int64) {
        try await storing {
            let records = try await pool.query(
                """
                SELECT \(unescaped: Self.columns) FROM public.workspaces w \(unescaped: Self.joins)
                WHERE (\(owner)::bigint IS NULL OR w.owner_id = \(owner)::bigint)
                  AND (\(status)::text IS NULL OR w.status = \(status)::text)
                ORDER BY w.id DESC LIMIT \(limit) OFFSET \(offset)
                """
            ).map(Self.record)
            // A partial page is the last one, unless it is beyond the end.
            if records.count < limit, !records.isEmpty || offset == 0 {
                return (records, offset + Int64(records.count))
            }
            let count = try await pool.query(
                """
                SELECT count(*) FROM public.workspaces w
                WHERE (\(owner)::bigint IS NULL OR w.owner_id = \(owner)::bigint)
                  AND (\(status)::text IS NULL OR w.status = \(status)::text)
                """
            ).decodeOnly(Int64.self)
            return (records, count)
        }
    }

    /// All workspaces, newest first.
    package func all() async throws -> [Workspace] {
        try await list(owner: nil, status: nil, limit: .max, offset: 0).records
    }

    /// One workspace.
    package func workspace(_ reference: WorkspaceReference) async throws -> Workspace? {
        try await storing {
            try await pool.query(Self.query(reference)).first.map(Self.record)
        }
    }

    static func query(_ reference: WorkspaceReference) -> PostgresQuery {
        switch reference {
        case .number(let number):
            """
            SELECT \(unescaped: columns) FROM public.workspaces w \(unescaped: joins) WHERE w.id = \(number)
            """
        case .name(let name):
            """
            SELECT \(unescaped: columns) FROM public.workspaces w \(unescaped: joins)
            WHERE w.workspace_id = \(name.rawValue)
            """
        }
    }
}
