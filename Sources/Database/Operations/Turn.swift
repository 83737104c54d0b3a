internal import Postgres

/// Exclusive access to one task until the end of the transaction.
enum Turn: String {
    /// Removing records past their retention.
    case retention
    /// Looking for rows that no trigger saw.
    case unseenRows = "unseen_rows"
    /// Counting and creating one owner's workspaces.
    case workspaceLimit = "workspace_limit"
    /// Counting and creating one workspace's one-time passwords.
    case oneTimePasswords = "one_time_passwords"
    /// Counting and creating one user's enrolments of hosts.
    case hostEnrolments = "host_enrolments"

    /// Waits until no other session holds the turn, and then excludes others.
    func take(for subject: Int64, on connection: PostgresConnection) async throws {
        // Only an update locks an existing row.
        try await connection.query(
            """
            INSERT INTO moorage.turns (purpose, subject) VALUES (\(rawValue), \(subject))
            ON CONFLICT (purpose, subject) DO UPDATE SET subject = excluded.subject
            """
        )
    }

    /// Excludes others, unless another session holds the turn; then returns false.
    func takeIfFree(on connection: PostgresConnection) async throws -> Bool {
        try await connection.query(
            "SELECT FROM moorage.turns WHERE purpose = \(rawValue) AND subject = 0 FOR UPDATE SKIP LOCKED"
        ).count == 1
    }
}
