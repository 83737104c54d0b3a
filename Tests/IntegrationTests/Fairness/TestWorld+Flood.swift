import Postgres
import Workspaces

extension TestWorld {
    /// The number of the user with an e-mail, who is created if missing.
    @discardableResult
    func ownerID(_ email: String) async throws -> Int64 {
        try await value(
            """
            INSERT INTO meta_users (email, username, hashed_password) VALUES (\(email), \(email), 'x')
            ON CONFLICT (email) DO UPDATE SET username = excluded.username RETURNING id
            """
        )
    }

    /// Inserts many workspaces of one owner in one transaction.
    func flood(by email: String, _ count: Int, type: String = "cloud") async throws {
        let owner = try await ownerID(email)
        try await pool.query(
            """
            INSERT INTO workspaces (name, owner_id, deployment_type)
            SELECT 'Flood', \(owner), \(type) FROM generate_series(1, \(count))
            """
        )
    }

    /// Inserts one workspace of an owner and waits until it is active.
    func bringUp(_ id: String, of email: String, type: String = "cloud") async throws {
        let owner = try await ownerID(email)
        try await pool.query(
            """
            INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type)
            VALUES (\(id), 'Single', \(owner), \(type))
            """
        )
        try await awaitStatus("active", of: id)
    }

    /// Waits until exactly this many operations are held under a lease; the others wait without one.
    func awaitHeld(_ count: Int) async throws {
        try await awaitTrue(
            "\(count) operations are held",
            "SELECT count(*) = \(count) FROM moorage.operations WHERE lease_expires_at > clock_timestamp()"
        )
    }

    /// How many operations are held under a lease.
    func held() async throws -> Int {
        try await value("SELECT count(*) FROM moorage.operations WHERE lease_expires_at > clock_timestamp()")
    }
}
