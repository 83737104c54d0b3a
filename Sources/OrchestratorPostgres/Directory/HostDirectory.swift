public import Postgres
public import Providers
public import SSH
public import WorkspaceModel

/// The registered hosts: the SQL behind `moorage host …`.
public struct HostDirectory: Sendable {
    private let pool: PostgresPool

    /// Whose workspaces a host takes.
    public enum Tenancy: Sendable {
        /// Everybody's.
        case shared
        /// Those of the user with this e-mail.
        case owner(email: String)
    }

    /// Asks this database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// The machine of a machine id, if it is registered.
    public func name(ofMachine machineID: String) async throws -> String? {
        try await pool.query(
            "SELECT name FROM moorage.hosts WHERE kind = 'bare_metal' AND machine_id = \(machineID)"
        ).decodeFirst(String.self)
    }

    /// Whether a user with this e-mail exists.
    public func hasUser(email: String) async throws -> Bool {
        try await pool.query("SELECT FROM public.meta_users WHERE email = lower(\(email))").isEmpty == false
    }

    /// Records an accepted machine.
    public func add(
        address: String,
        port: Port,
        user: String,
        registration: HostRegistration,
        capacity: Resources,
        tenancy: Tenancy
    ) async throws -> HostID {
        let email: String? = if case .owner(let email) = tenancy { email } else { nil }
        let id = try await pool.query(
            """
            INSERT INTO moorage.hosts (kind, name, address, ssh_port, ssh_user, host_key_type, host_key_fingerprint,
                has_first_host_key, machine_id, facts, vcpu, ram_gb, storage_gb, owner_id, is_shared, state)
            VALUES ('bare_metal', \(address) || ':' || \(Int(port.rawValue))::integer, \(address),
                \(Int(port.rawValue)), \(user), \(registration.hostKey.keyType.rawValue),
                \(registration.hostKey.fingerprint), false, \(registration.facts.machineID),
                \(PostgresJSON(registration.facts)), \(capacity.vcpu), \(capacity.ramGB), \(capacity.storageGB),
                (SELECT id FROM public.meta_users WHERE email = lower(\(email)::text)), \(email == nil), 'ready')
            RETURNING id
            """
        ).decodeOnly(HostID.self)
        try await wakeWaitingWorkspaces()
        return id
    }

    /// All hosts, or the one of an id.
    public func list(_ id: HostID? = nil) async throws -> [HostSummary] {
        try await pool.query(
            """
            SELECT h.id, h.kind, h.name, h.address, h.ssh_port, h.ssh_user, h.host_key_fingerprint, h.state,
                u.email::text, h.vcpu, h.ram_gb, h.storage_gb,
                coalesce(sum(r.vcpu), 0)::integer, coalesce(sum(r.ram_gb), 0)::integer,
                coalesce(sum(r.storage_gb), 0)::integer,
                coalesce(array_agg(m.workspace_id) FILTER (WHERE m.workspace_id IS NOT NULL), '{}')
            FROM moorage.hosts h
            LEFT JOIN public.meta_users u ON u.id = h.owner_id
            LEFT JOIN moorage.host_reservations r ON r.host_id = h.id
            LEFT JOIN moorage.workspaces m ON m.number = coalesce(h.workspace_number, r.workspace_number)
            WHERE \(id)::bigint IS NULL OR h.id = \(id)::bigint
            GROUP BY h.id, u.email ORDER BY h.id
            """
        ).decode(
            (
                HostID, String, String, String?, Int, String, String, String, String?, Int?, Int?, Int?, Int, Int,
                Int, [String]
            ).self
        ).map { row in
            HostSummary(
                id: row.0,
                kind: row.1,
                name: row.2,
                address: row.3,
                sshPort: row.4,
                sshUser: row.5,
                hostKey: row.6,
                state: row.7,
                ownerEmail: row.8,
                capacity: Self.resources(row.9, row.10, row.11),
                reserved: Resources(vcpu: row.12, ramGB: row.13, storageGB: row.14),
                workspaces: row.15
            )
        }
    }

    private static func resources(_ vcpu: Int?, _ ramGB: Int?, _ storageGB: Int?) -> Resources? {
        guard let vcpu, let ramGB, let storageGB else { return nil }
        return Resources(vcpu: vcpu, ramGB: ramGB, storageGB: storageGB)
    }

    /// Pins another key on a bare-metal host and ends its quarantine.
    ///
    /// - Returns: false when there is no such host.
    public func repin(_ id: HostID, to pin: HostKeyPin) async throws -> Bool {
        let count = try await pool.query(
            """
            UPDATE moorage.hosts SET host_key_type = \(pin.keyType.rawValue), host_key_fingerprint = \(pin.fingerprint),
                state = CASE state WHEN 'quarantined' THEN 'ready' ELSE state END
            WHERE id = \(id) AND kind = 'bare_metal'
            """
        ).affectedCount
        try await wakeWaitingWorkspaces()
        return count == 1
    }

    /// Takes no more workspaces on a host.
    ///
    /// - Returns: false when there is no such host.
    public func drain(_ id: HostID) async throws -> Bool {
        try await pool.query(
            "UPDATE moorage.hosts SET state = 'draining' WHERE id = \(id) AND kind = 'bare_metal'"
        ).affectedCount == 1
    }

    /// Forgets a bare-metal host on which no workspace has a place.
    ///
    /// - Returns: false when there is none such.
    public func remove(_ id: HostID) async throws -> Bool {
        try await pool.query(
            """
            DELETE FROM moorage.hosts h WHERE h.id = \(id) AND h.kind = 'bare_metal'
              AND NOT EXISTS (SELECT FROM moorage.host_reservations r WHERE r.host_id = h.id)
              AND NOT EXISTS (SELECT FROM moorage.port_leases p WHERE p.host_id = h.id)
            """
        ).affectedCount == 1
    }

    /// What waits for a host need not wait for its next look.
    private func wakeWaitingWorkspaces() async throws {
        try await pool.query(
            """
            UPDATE moorage.operations SET next_run_at = clock_timestamp()
            WHERE waiting_on ->> 'kind' IN ('host', 'host_key') AND lease_owner IS NULL
            """
        )
        try await pool.query("SELECT pg_notify('moorage_work', '')")
    }
}
