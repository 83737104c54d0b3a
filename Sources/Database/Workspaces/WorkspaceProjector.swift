internal import FailPoints
package import Logging
internal import Orchestrator
package import Postgres
internal import ServiceLifecycle
internal import Workspaces

/// Writes Moorage's state into the shared tables: log rows in order, and the projected columns.
///
/// It takes rows with SKIP LOCKED: a row that a client's open transaction has locked waits, and nothing else waits for
/// it. The trigger `moorage_projection` fills in the columns, whichever program writes the row.
package struct WorkspaceProjector: Service {
    private let pool: PostgresPool
    private let signal: WakeSignal
    private let refused = RefusedWorkspaces()
    private let logger: Logger

    /// Rows per transaction: enough to keep up with thousands of steps a second, few enough to lock briefly.
    private static let batch = 200
    /// How long a row locked by a client waits for the next attempt, and how long a missed wake-up can matter.
    private static let pause = Duration.milliseconds(500)

    package init(pool: PostgresPool, logger: Logger) {
        self.pool = pool
        self.signal = WakeSignal()
        self.logger = logger
    }

    /// Signals that there is something to publish.
    package func wake() { signal.wake() }

    /// Publishes until a graceful shutdown, and one more time then.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Batches go round by number; otherwise a flood of changes to low numbers would starve high ones.
                var last: WorkspaceNumber?
                repeat { last = await publishBatch(after: last).last } while last != nil && !Task.isCancelled
                await signal.wait(atMost: Self.pause, clock: ContinuousClock())
            }
        }
        _ = await publishBatch()
    }

    /// Publishes one batch.
    ///
    /// - Returns: how many workspaces were updated; 0 if the database does not answer.
    @discardableResult
    package func publishBatch() async -> Int {
        await publishBatch(after: nil).count
    }

    /// - Returns: the last one of a full batch, after which there may be more.
    private func publishBatch(after number: WorkspaceNumber?) async -> (count: Int, last: WorkspaceNumber?) {
        do {
            let published = try await pool.withTransaction { try await Self.publish(after: number, on: $0) }
            if !published.isEmpty { FailPoints.reach(.after(.projection)) }
            return (published.count, published.count == Self.batch ? published.last : nil)
        } catch let error as PostgresError where error.code == .server && !error.isRetryable {
            return await publishOneByOne(after: number)
        } catch {
            logger.debug("Publishing is waiting for the database.", metadata: ["error": "\(error)"])
            return (0, nil)
        }
    }

    /// A row or line that the shared tables refuse (because of a client's trigger or constraint) does not block those
    /// of others.
    private func publishOneByOne(after number: WorkspaceNumber?) async -> (count: Int, last: WorkspaceNumber?) {
        guard let waiting = try? await waiting(after: number) else { return (0, nil) }
        var count = 0
        for workspace in waiting {
            do {
                count += try await pool.withTransaction { try await Self.publish(only: workspace, on: $0) }.count
                refused.remove(workspace)
            } catch {
                guard refused.insert(workspace) else { continue }
                logger.warning(
                    "The shared tables refuse the row or a log line of this workspace; trying again.",
                    metadata: ["workspace": "\(workspace)", "error": "\(error)"]
                )
            }
        }
        return (count, waiting.count == Self.batch ? waiting.last : nil)
    }

    private func waiting(after number: WorkspaceNumber?) async throws -> [WorkspaceNumber] {
        try await pool.query(
            """
            SELECT number FROM moorage.workspaces
            WHERE version <> projected_version AND number > \(number?.rawValue ?? Int64.min)
            ORDER BY number LIMIT \(Self.batch)
            """
        ).decode(WorkspaceNumber.self)
    }

    /// - Parameter only: the only one to publish; nil for all waiting ones.
    private static func publish(
        after number: WorkspaceNumber? = nil,
        only workspace: WorkspaceNumber? = nil,
        on connection: PostgresConnection
    ) async throws -> [WorkspaceNumber] {
        try await connection.query(SharedTables.lockTimeout)
        let candidates = try await connection.query(
            """
            SELECT m.number, m.version, m.row_version, m.row_version <> m.projected_row_version, w.id IS NOT NULL
            FROM moorage.workspaces m
            LEFT JOIN LATERAL (
                SELECT id FROM public.workspaces WHERE id = m.number FOR NO KEY UPDATE SKIP LOCKED
            ) w ON true
            WHERE m.version <> m.projected_version AND m.number > \(number?.rawValue ?? Int64.min)
              AND m.number = coalesce(\(workspace?.rawValue), m.number)
              AND (w.id IS NOT NULL OR NOT EXISTS (SELECT FROM public.workspaces x WHERE x.id = m.number))
            ORDER BY m.number LIMIT \(batch)
            """
        ).decode((WorkspaceNumber, Int64, Int64, Bool, Bool).self)
        guard !candidates.isEmpty else { return [] }
        let present = candidates.filter(\.4).map(\.0.rawValue)
        let changed = candidates.filter { $0.3 && $0.4 }.map(\.0.rawValue)
        let all = candidates.map(\.0.rawValue)
        _ = try await connection.pipeline([
            """
            WITH moved AS (
                DELETE FROM moorage.log_outbox WHERE workspace_number = ANY (\(all)::bigint[]) RETURNING *
            )
            INSERT INTO public.provisioning_logs (workspace_id, timestamp, level, message, data)
            SELECT workspace_number, timestamp, level, left(moved.message, longest.length), data
            FROM moved, (
                -- An ORM's column may be a varchar of any length; a longer line is truncated, not lost.
                SELECT CASE WHEN atttypmod > 4 THEN atttypmod - 4 ELSE 1000000 END AS length FROM pg_attribute
                WHERE attrelid = 'public.provisioning_logs'::regclass AND attname = 'message'
            ) longest
            WHERE workspace_number = ANY (\(present)::bigint[]) ORDER BY id
            """,
            """
            UPDATE public.workspaces SET updated_at = clock_timestamp() WHERE id = ANY (\(changed)::bigint[])
            """,
            """
            UPDATE moorage.workspaces m SET projected_version = c.version, projected_row_version = c.row_version
            FROM unnest(\(all)::bigint[], \(candidates.map(\.1))::bigint[], \(candidates.map(\.2))::bigint[])
                AS c (number, version, row_version)
            WHERE m.number = c.number
            """,
        ])
        FailPoints.reach(.before(.projection))
        return candidates.map(\.0)
    }
}
