package import Postgres
package import Workspaces

/// Hosts in our own schema.
package struct PostgresHostStore: HostStore {
    let pool: PostgresPool

    /// Stores hosts in this database.
    package init(pool: PostgresPool) { self.pool = pool }

    static func record(_ row: PostgresRow) throws -> Host {
        var cursor = RowCursor(row)
        return Host(
            id: try cursor.next(),
            kind: try cursor.next(),
            name: try cursor.next(),
            address: try cursor.next(),
            sshPort: try cursor.next(),
            sshUser: try cursor.next(),
            fingerprint: try cursor.next(),
            state: try cursor.written(),
            owner: try cursor.next(),
            ownerEmail: try cursor.next(),
            isShared: try cursor.next(),
            capacity: try capacity(&cursor),
            reserved: Resources(vcpu: try cursor.next(), ramGB: try cursor.next(), storageGB: try cursor.next()),
            workspaces: try cursor.next(),
            createdAt: try cursor.next()
        )
    }

    private static func capacity(_ cursor: inout RowCursor) throws -> Resources? {
        let parts = (try cursor.next(Int?.self), try cursor.next(Int?.self), try cursor.next(Int?.self))
        guard let vcpu = parts.0, let ramGB = parts.1, let storageGB = parts.2 else { return nil }
        return Resources(vcpu: vcpu, ramGB: ramGB, storageGB: storageGB)
    }

    static func query(owner: Int64?, id: HostID?) -> PostgresQuery {
        """
        SELECT h.id, h.kind, h.name, h.address, h.ssh_port::bigint, h.ssh_user, h.host_key_fingerprint, h.state,
            h.owner_id, u.email::text, h.is_shared, h.vcpu, h.ram_gb, h.storage_gb,
            coalesce(sum(r.vcpu), 0)::bigint, coalesce(sum(r.ram_gb), 0)::bigint, coalesce(sum(r.storage_gb), 0)::bigint,
            coalesce(array_agg(m.workspace_id ORDER BY m.number) FILTER (WHERE m.workspace_id IS NOT NULL), '{}'),
            h.created_at
        FROM moorage.hosts h
        LEFT JOIN public.meta_users u ON u.id = h.owner_id
        LEFT JOIN moorage.host_reservations r ON r.host_id = h.id
        LEFT JOIN moorage.workspaces m ON m.number = coalesce(h.workspace_number, r.workspace_number)
        WHERE (\(id)::bigint IS NULL OR h.id = \(id)::bigint)
          AND (\(owner)::bigint IS NULL OR (h.owner_id = \(owner)::bigint AND h.kind = 'bare_metal'))
        GROUP BY h.id, u.email ORDER BY h.id
        """
    }

    /// Hosts, in the order in which they were added.
    package func hosts(owner: Int64?) async throws -> [Host] {
        try await storing { try await pool.query(Self.query(owner: owner, id: nil)).map(Self.record) }
    }

    /// One host.
    package func host(_ id: HostID) async throws -> Host? {
        try await storing { try await pool.query(Self.query(owner: nil, id: id)).first.map(Self.record) }
    }

    /// Places no more workspaces on it.
    package func drain(_ id: HostID) async throws {
        _ = try await storing { try await HostDirectory(pool: pool).drain(id) }
    }

    /// Removes a host without workspaces from the records.
    package func remove(_ id: HostID) async throws -> Bool {
        try await storing { try await HostDirectory(pool: pool).remove(id) }
    }
}
