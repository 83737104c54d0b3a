internal import Postgres

/// Being alone at something until the end of the transaction.
enum Turn: String {
    /// Removing what is older than it is kept.
    case retention
    /// Looking for rows that no trigger saw.
    case unseenRows = "unseen_rows"
    /// Counting and making one owner's workspaces.
    case workspaceLimit = "workspace_limit"
    /// Counting and making one workspace's one-time passwords.
    case oneTimePasswords = "one_time_passwords"
    /// Counting and making one user's enrolments of hosts.
    case hostEnrolments = "host_enrolments"

    /// Waits until nobody else is at it, and keeps others out.
    func take(for subject: Int64, on connection: PostgresConnection) async throws {
        // Only an update takes hold of a row that is there already.
        try await connection.query(
            """
            INSERT INTO moorage.turns (purpose, subject) VALUES (\(rawValue), \(subject))
            ON CONFLICT (purpose, subject) DO UPDATE SET subject = excluded.subject
            """
        )
    }

    /// Keeps others out, unless somebody is at it: then false.
    func takeIfFree(on connection: PostgresConnection) async throws -> Bool {
        try await connection.query(
            "SELECT FROM moorage.turns WHERE purpose = \(rawValue) AND subject = 0 FOR UPDATE SKIP LOCKED"
        ).count == 1
    }
}
