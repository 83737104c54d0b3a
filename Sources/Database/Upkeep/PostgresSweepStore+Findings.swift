package import Orchestrator
internal import Postgres
internal import Workspaces

extension PostgresSweepStore {
    /// Records the findings in these places, and those that no longer exist.
    package func recordSweep(
        _ findings: [SweepFinding],
        in places: Set<String>
    ) async throws(StoreError) -> [Duration] {
        try await run { pool in
            try await pool.withTransaction { connection in
                var seen: [Duration] = []
                for finding in findings { seen.append(try await Self.record(finding, on: connection)) }
                try await connection.query(
                    """
                    UPDATE moorage.sweep_findings SET gone_at = clock_timestamp()
                    WHERE gone_at IS NULL AND place = ANY (\(places.sorted())::text[])
                      AND last_seen_at < transaction_timestamp()
                    """
                )
                return seen
            }
        }
    }

    private static func record(_ finding: SweepFinding, on connection: PostgresConnection) async throws -> Duration {
        let milliseconds = try await connection.query(
            """
            INSERT INTO moorage.sweep_findings AS f
                (kind, place, external_id, name, workspace_id, is_recorded, hourly_cost_micros, made_at)
            VALUES (\(finding.kind.rawValue), \(finding.place), \(finding.externalID), \(finding.name),
                \(finding.workspaceID), \(finding.isRecorded), \(finding.hourlyCostMicros),
                to_timestamp(\(finding.madeAt.map { Double($0.microseconds) / 1_000_000 })::double precision))
            ON CONFLICT (kind, place, external_id) WHERE gone_at IS NULL DO UPDATE SET
                last_seen_at = clock_timestamp(), is_recorded = excluded.is_recorded, name = excluded.name
            RETURNING (extract(epoch FROM f.last_seen_at - f.first_seen_at) * 1000)::bigint
            """
        ).decodeOnly(Int64.self)
        return .milliseconds(milliseconds)
    }

    /// Records that the removal of a finding was requested.
    package func recordRemoval(of finding: SweepFinding) async throws(StoreError) {
        try await run { pool in
            _ = try await pool.query(
                """
                UPDATE moorage.sweep_findings
                SET removal_requested_at = coalesce(removal_requested_at, clock_timestamp())
                WHERE kind = \(finding.kind.rawValue) AND place = \(finding.place)
                  AND external_id = \(finding.externalID) AND gone_at IS NULL
                """
            )
        }
    }

    /// Reservations, ports and host entries of workspaces that have no place and no operation.
    package func strayReservations() async throws(StoreError) -> [SweepFinding] {
        let rows = try await run { pool in
            try await pool.query(
                """
                SELECT w.number, w.workspace_id FROM moorage.workspaces w
                WHERE w.site IS NULL
                  AND NOT EXISTS (SELECT FROM moorage.operations o WHERE o.workspace_number = w.number)
                  AND (EXISTS (SELECT FROM moorage.port_leases p WHERE p.workspace_number = w.number)
                       OR EXISTS (SELECT FROM moorage.host_reservations r WHERE r.workspace_number = w.number)
                       OR EXISTS (SELECT FROM moorage.hosts h
                                  WHERE h.workspace_number = w.number AND h.kind = 'droplet'))
                ORDER BY w.number
                """
            ).decode((Int64, String).self)
        }
        return rows.map { number, workspace in
            SweepFinding(
                kind: .reservation,
                place: "database",
                externalID: "\(number)",
                name: workspace,
                workspaceID: workspace,
                isRecorded: true
            )
        }
    }

    /// Releases one of them, unless an operation has begun meanwhile.
    package func releaseStrayReservation(_ finding: SweepFinding) async throws(StoreError) {
        guard let number = Int64(finding.externalID) else { return }
        try await run { pool in
            try await pool.withTransaction { connection in
                let isStray = try await connection.query(
                    """
                    SELECT w.site IS NULL
                        AND NOT EXISTS (SELECT FROM moorage.operations o WHERE o.workspace_number = w.number)
                    FROM moorage.workspaces w WHERE w.number = \(number) FOR UPDATE
                    """
                ).decodeFirst(Bool.self)
                guard isStray == true else { return }
                for table in ["port_leases", "host_reservations"] {
                    try await connection.query(
                        "DELETE FROM moorage.\(unescaped: table) WHERE workspace_number = \(number)"
                    )
                }
                try await connection.query(
                    "DELETE FROM moorage.hosts WHERE kind = 'droplet' AND workspace_number = \(number)"
                )
            }
        }
    }
}
