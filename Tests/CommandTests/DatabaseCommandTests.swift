import Postgres
import Testing

/// The commands' messages about an unsuitable database.
@Suite struct DatabaseCommandTests {
    @Test(arguments: ["migrate", "serve"])
    func `a role that may not create a schema learns which right is missing`(command: String) async throws {
        try await CommandDatabase.run { database in
            let role = "limited_\(database.folder.suffix(8).lowercased().replacing("-", with: ""))"
            try await database.pool.query("CREATE ROLE \(unescaped: role)")
            let url = database.url + (database.url.contains("?") ? "&" : "?") + "options=-crole%3D\(role)"
            let result = try await database.moorage(command, with: ["DATABASE_URL": url])
            #expect(result.exitCode == 1)
            #expect(result.output.contains("CREATE ON DATABASE"))
            #expect(
                try await database.pool.query("SELECT to_regnamespace('moorage') IS NULL").decodeOnly(Bool.self)
            )
        }
    }

    @Test(arguments: [["why", "ws7x2k4"], ["workspace", "list"], ["logs", "ws7x2k4"], ["host", "list"]])
    func `a database that is away is reported, and what happens meanwhile`(arguments: [String]) async throws {
        // Nobody listens on port 1.
        let result = try await CommandLineTool.run(
            arguments,
            environment: ["DATABASE_URL": "postgres://nobody:hidden-word@127.0.0.1:1/none"]
        )
        #expect(result.exitCode == 1)
        #expect(result.output.contains("The database cannot be reached"))
        #expect(result.output.contains("check DATABASE_URL"))
        #expect(!result.output.contains("hidden-word"))
    }

    @Test func `a request to end a workspace that was never started is refused`() async throws {
        try await CommandDatabase.run { database in
            try await database.pool.query("CREATE TABLE IF NOT EXISTS before_migrate (x integer)")
            try await database.prepare()
            try await database.pool.query(
                "INSERT INTO meta_users (email, username, hashed_password) VALUES ('o@example.com', 'o', 'x')"
            )
            try await database.pool.query(
                """
                INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, status)
                SELECT 'ws7x2k4', 'n', id, 'cloud', 'active' FROM meta_users
                """
            )
            let result = try await database.moorage("workspace", "delete", "ws7x2k4")
            #expect(result.exitCode == 1)
            #expect(
                result.output
                    == "Moorage has built nothing for this workspace, so there is nothing to decommission; delete its row if "
                    + "it is not wanted.\n"
            )
        }
    }
}
