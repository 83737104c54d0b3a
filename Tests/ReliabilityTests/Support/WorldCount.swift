import Postgres

/// Counts everything that must not exist when a world is at rest and its workspaces are gone.
struct WorldCount: Equatable, CustomStringConvertible {
    /// Extra droplets with the same name.
    var madeTwice = 0
    /// Droplets that still cost money.
    var leakedDroplets = 0
    /// Address records that point nowhere.
    var leakedRecords = 0
    /// Port leases, host entries, reservations, secrets and resources without an owner.
    var leakedRows = 0
    /// Log lines from a daemon that never reached the reader, or reached it twice.
    var lostOrRepeatedLines = 0
    /// Missing numbers of the log or of an operation's transitions.
    var gaps = 0
    /// Unrequested runs of a playbook.
    var repeatedRuns = 0
    /// Operations that ended as failed although only daemons failed.
    var failedOperations = 0

    var description: String {
        "made twice \(madeTwice), leaked droplets \(leakedDroplets), records \(leakedRecords), rows \(leakedRows), "
            + "log lines lost or repeated \(lostOrRepeatedLines), gaps \(gaps), runs repeated \(repeatedRuns), "
            + "operations failed \(failedOperations)"
    }

    static func + (one: WorldCount, other: WorldCount) -> WorldCount {
        WorldCount(
            madeTwice: one.madeTwice + other.madeTwice,
            leakedDroplets: one.leakedDroplets + other.leakedDroplets,
            leakedRecords: one.leakedRecords + other.leakedRecords,
            leakedRows: one.leakedRows + other.leakedRows,
            lostOrRepeatedLines: one.lostOrRepeatedLines + other.lostOrRepeatedLines,
            gaps: one.gaps + other.gaps,
            repeatedRuns: one.repeatedRuns + other.repeatedRuns,
            failedOperations: one.failedOperations + other.failedOperations
        )
    }
}

extension ReliabilityWorld {
    /// Counts in a world at rest with decommissioned workspaces.
    ///
    /// - Parameter failures: how many operations should fail, by a fault that no daemon can handle.
    func leftovers(expectedFailures failures: Int = 0) async throws -> WorldCount {
        let state = try await cloud.state()
        var count = WorldCount()
        // A droplet that the API removed before it ever ran does not count.
        let made = state.droplets.filter { $0.createAction != "errored" }
        count.madeTwice = made.count - Set(made.map(\.name)).count
        count.leakedDroplets = state.live
        count.leakedRecords = try await cloud.recordCount()
        count.leakedRows = try await leakedRows()
        count.lostOrRepeatedLines = try await lostOrRepeatedLines()
        count.gaps = try await gaps()
        count.failedOperations = max(
            try await self.count("moorage.operation_history WHERE outcome = 'failed'") - failures,
            0
        )
        return count
    }

    private func leakedRows() async throws -> Int {
        try await pool.query(
            """
            SELECT (SELECT count(*) FROM moorage.port_leases)
                + (SELECT count(*) FROM moorage.host_reservations)
                + (SELECT count(*) FROM moorage.hosts WHERE kind = 'droplet')
                + (SELECT count(*) FROM moorage.resources WHERE state <> 'deleted')
                + (SELECT count(*) FROM moorage.secrets WHERE purpose <> 'daemon_key')
                + (SELECT count(*) FROM moorage.log_outbox)
                + (SELECT count(*) FROM moorage.effects WHERE state = 'intended')
            """
        ).decodeOnly(Int.self)
    }

    /// Compares the daemons' lines, recorded by a trigger of the test, with the shared table.
    private func lostOrRepeatedLines() async throws -> Int {
        try await pool.query(
            """
            SELECT count(*) FROM (
                SELECT workspace_number AS workspace, timestamp, message FROM written_logs
            ) w FULL JOIN (
                SELECT workspace_id AS workspace, timestamp, message, count(*) AS times
                FROM provisioning_logs GROUP BY 1, 2, 3
            ) l USING (workspace, timestamp, message)
            WHERE w.message IS NULL OR l.times IS DISTINCT FROM 1
            """
        ).decodeOnly(Int.self)
    }

    private func gaps() async throws -> Int {
        _ = try await pool.query("SELECT moorage.number_logs(id) FROM workspaces")
        return try await pool.query(
            """
            SELECT coalesce(sum(missing), 0)::bigint FROM (
                SELECT max(number) - count(*) AS missing FROM moorage.log_numbers GROUP BY workspace_number
                UNION ALL
                SELECT max(sequence) - count(*) FROM moorage.transitions GROUP BY operation_id
                UNION ALL
                SELECT count(*) FROM provisioning_logs l
                    WHERE NOT EXISTS (SELECT FROM moorage.log_numbers n WHERE n.log_id = l.id)
            ) m
            """
        ).decodeOnly(Int.self)
    }
}
