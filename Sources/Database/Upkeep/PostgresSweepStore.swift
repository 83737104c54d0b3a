package import Orchestrator
package import Postgres
package import Workspaces

/// The records of sweeps and drift checks in Postgres.
package struct PostgresSweepStore: SweepStore {
    let pool: PostgresPool

    /// Works on this database.
    package init(pool: PostgresPool) { self.pool = pool }

    func run<Result: Sendable>(
        _ body: (PostgresPool) async throws -> Result
    ) async throws(StoreError) -> Result {
        do {
            return try await body(pool)
        } catch {
            throw StoreError(translating: error)
        }
    }

    /// Takes the turn for a periodic task that one of several daemons runs.
    package func takeTurn(_ name: String, every interval: Duration) async throws(StoreError) -> Bool {
        try await run { pool in
            try await pool.query(
                """
                INSERT INTO moorage.schedules AS s (name, next_run_at)
                VALUES (\(name), clock_timestamp() + \(interval.milliseconds) * interval '1 millisecond')
                ON CONFLICT (name) DO UPDATE SET next_run_at = excluded.next_run_at
                WHERE s.next_run_at <= clock_timestamp()
                RETURNING true
                """
            ).decodeFirst(Bool.self) ?? false
        }
    }

    /// The current records.
    package func sweepRecords() async throws(StoreError) -> SweepRecords {
        try await run { pool in
            try await pool.withTransaction { connection in
                // One snapshot for everything.
                try await connection.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                let servers = try await Self.servers(on: connection)
                let hosts = try await connection.query(
                    "SELECT id FROM moorage.hosts WHERE kind = 'bare_metal' AND state <> 'quarantined' ORDER BY id"
                ).decode(HostID.self)
                let places = try await connection.query(
                    """
                    SELECT w.workspace_id,
                        coalesce((w.site ->> 'host')::bigint, r.host_id, 0)
                    FROM moorage.workspaces w
                    LEFT JOIN moorage.host_reservations r ON r.workspace_number = w.number
                    WHERE w.site IS NOT NULL OR r.host_id IS NOT NULL
                       OR EXISTS (SELECT FROM moorage.operations o WHERE o.workspace_number = w.number)
                    """
                ).decode((String, Int64).self)
                let known = try await connection.query("SELECT workspace_id FROM moorage.workspaces").decode(
                    String.self
                )
                return SweepRecords(
                    servers: Dictionary(servers.map { ($0.name, $0) }) { first, _ in first },
                    hosts: hosts,
                    livePlaces: places.reduce(into: [:]) { places, row in
                        // A workspace without a place may be anywhere.
                        places[row.0, default: []].formUnion(row.1 == 0 ? [] : [HostID(rawValue: row.1)])
                    },
                    knownWorkspaces: Set(known)
                )
            }
        }
    }

    private static func servers(on connection: PostgresConnection) async throws -> [SweepRecords.Server] {
        try await connection.query(
            """
            SELECT r.name, r.workspace_id,
                coalesce(w.site #>> '{server,reference,id}', r.external_id),
                EXISTS (SELECT FROM moorage.operations o WHERE o.workspace_number = r.workspace_number),
                coalesce(w.site #>> '{server,intent,name}' = r.name, false)
            FROM moorage.resources r LEFT JOIN moorage.workspaces w ON w.number = r.workspace_number
            WHERE r.kind = 'droplet'
            """
        ).decode((String, String, String?, Bool, Bool).self).map { row in
            SweepRecords.Server(
                name: row.0,
                workspaceID: row.1,
                usedID: row.2,
                isWorkedOn: row.3,
                isUsed: row.4
            )
        }
    }

    /// An epoch that is newer than every claim's.
    package func nextEpoch() async throws(StoreError) -> LeaseEpoch {
        try await run { pool in
            try await pool.query("SELECT nextval('moorage.lease_epochs')").decodeOnly(LeaseEpoch.self)
        }
    }
}
