internal import FailPoints
package import Orchestrator
internal import Postgres

extension PostgresOperationStore {
    /// Turns committed requests into operations, oldest first.
    package func takeRequests(limit: Int) async throws(StoreError) -> Int {
        let count: Int
        do {
            count = try await run { pool in
                try await pool.withTransaction { connection in
                    let count = try await RequestIntake(connection: connection, settings: settings).take(limit: limit)
                    if count > 0 { FailPoints.reach(.before(.intake)) }
                    return count
                }
            }
        } catch {
            // Requests wait until the client's transaction ends; operations continue.
            guard error.isLockTimeout else { throw error }
            return 0
        }
        guard count > 0 else { return count }
        FailPoints.reach(.after(.intake))
        projector.wake()
        return count
    }
}
