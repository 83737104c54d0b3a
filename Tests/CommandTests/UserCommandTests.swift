import Postgres
import Testing

/// The API knows users that the command line created.
@Suite struct UserCommandTests {
    private func create(_ database: CommandDatabase, _ password: String, _ arguments: String...) async throws
        -> CommandLineTool.Result
    {
        try await CommandLineTool.run(
            ["user", "create"] + arguments,
            environment: ["DATABASE_URL": database.url, "MOORAGE_DATA_DIR": database.folder],
            input: password + "\n"
        )
    }

    @Test func `a user gets a bcrypt hash, and is staff only on request`() async throws {
        try await CommandDatabase.run { database in
            try await database.prepare()
            #expect(try await create(database, "SecurePass123!", "Op@Example.com", "--staff").exitCode == 0)
            #expect(try await create(database, "SecurePass123!", "me@example.com").exitCode == 0)
            let rows = try await database.pool.query(
                """
                SELECT email, hashed_password LIKE '$2b$12$%', EXISTS (SELECT FROM moorage.staff s WHERE s.user_id = u.id)
                FROM meta_users u ORDER BY id
                """
            ).decode((String, Bool, Bool).self)
            #expect(rows.map(\.0) == ["op@example.com", "me@example.com"])
            #expect(rows.map(\.1) == [true, true])
            #expect(rows.map(\.2) == [true, false])
            let again = try await create(database, "SecurePass123!", "me@example.com")
            #expect(again.exitCode == 1 && again.output.contains("me@example.com"))
            let made = try await database.moorage("user", "staff", "me@example.com")
            #expect(made.exitCode == 0)
            let ended = try await database.moorage("user", "staff", "op@example.com", "--revoke")
            #expect(ended.exitCode == 0)
            let staff = try await database.pool.query(
                "SELECT u.email FROM moorage.staff s JOIN meta_users u ON u.id = s.user_id"
            ).decode(String.self)
            #expect(staff == ["me@example.com"])
        }
    }

    @Test func `a weak password or a malformed e-mail creates no user`() async throws {
        try await CommandDatabase.run { database in
            try await database.prepare()
            for (password, email) in [
                ("password123", "me@example.com"), ("SecurePass123!", "me"), ("", "me@example.com"),
            ] {
                let result = try await create(database, password, email)
                #expect(result.exitCode == 2, "\(result.output)")
            }
            let count = try await database.pool.query("SELECT count(*) FROM meta_users").decodeOnly(Int.self)
            #expect(count == 0)
        }
    }
}
