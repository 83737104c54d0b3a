package import Postgres
package import Providers
package import SSH
package import Workspaces

/// The registered hosts: the SQL behind `moorage host …`.
package struct HostDirectory: Sendable {
    private let pool: PostgresPool

    /// The owners whose workspaces a host runs.
    package enum Tenancy: Sendable {
        /// Everybody's.
        case shared
        /// Workspaces of the user with this e-mail.
        case owner(email: String)
    }

    /// Uses this database.
    package init(pool: PostgresPool) { self.pool = pool }

    /// The registered machine with a machine id, if any.
    package func name(ofMachine machineID: String) async throws -> String? {
        try await pool.query(
            "SELECT name FROM moorage.hosts WHERE kind = 'bare_metal' AND machine_id = \(machineID)"
        ).decodeFirst(String.self)
    }

    /// Whether a user with this e-mail exists.
    package func hasUser(email: String) async throws -> Bool {
        try await pool.query("SELECT FROM public.meta_users WHERE email = lower(\(email))").isEmpty == false
    }

    /// Records an accepted machine.
    package func add(
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

    /// All hosts, or the one with an id.
    package func list(_ id: HostID? = nil) async throws -> [Host] {
        try await pool.query(PostgresHostStore.query(owner: nil, id: id)).map(PostgresHostStore.record)
    }

    /// Pins a new key on a bare-metal host and ends its quarantine.
    ///
    /// - Returns: false if there is no such host.
    package func repin(_ id: HostID, to pin: HostKeyPin) async throws -> Bool {
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

    /// Places no more workspaces on a host.
    ///
    /// - Returns: false if there is no such host.
    package func drain(_ id: HostID) async throws -> Bool {
        try await pool.query(
            "UPDATE moorage.hosts SET state = 'draining' WHERE id = \(id) AND kind = 'bare_metal'"
        ).affectedCount == 1
    }

    /// Removes a bare-metal host without workspaces from the records.
    ///
    /// - Returns: false if there is no such host.
    package func remove(_ id: HostID) async throws -> Bool {
        try await pool.query(
            """
            DELETE FROM moorage.hosts h WHERE h.id = \(id) AND h.kind = 'bare_metal'
              AND NOT EXISTS (SELECT FROM moorage.host_reservations r WHERE r.host_id = h.id)
              AND NOT EXISTS (SELECT FROM moorage.port_leases p WHERE p.host_id = h.id)
            """
        ).affectedCount == 1
    }

    /// Operations that wait for a host need not wait for their next check.
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
