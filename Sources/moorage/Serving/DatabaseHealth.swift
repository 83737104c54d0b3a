import Front
import Postgres

/// Whether the database answers.
enum DatabaseHealth {
    /// Less than a probe waits, so that the answer is in time when the database hangs.
    private static let patience = Duration.seconds(1)

    static func check(_ pool: PostgresPool) -> HealthCheck {
        HealthCheck(name: "database") {
            do {
                _ = try await pool.query("SELECT 1", timeout: patience)
                return .init(isHealthy: true, detail: "The database answers.")
            } catch {
                return .init(isHealthy: false, detail: "The database does not answer; operations wait for it.")
            }
        }
    }
}
