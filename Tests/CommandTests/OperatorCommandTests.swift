import Database
import Foundation
import Postgres
import Testing

/// An operator's commands on a database on which a daemon has run.
@Suite struct OperatorCommandTests {
    @Test func `a sweep of an empty installation finds nothing, and names the places that it could not check`()
        async throws
    {
        try await CommandDatabase.run { database in
            try await database.prepare()
            let result = try await database.moorage("sweep", "--dry-run")
            #expect(result.exitCode == 1)
            #expect(result.output.contains("Nothing is left over in the places that could be checked."))
            #expect(result.output.contains("Not looked at: "), "there is no API token")
            let both = try await database.moorage("sweep", "--dry-run", "--remove")
            #expect(both.exitCode == 2)
            #expect(both.output.contains("Give either --dry-run or --remove."))
        }
    }

    @Test func `doctor creates no database, and says why a token file cannot be read`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "moorage-doctor-\(UUID().uuidString)").path
        let result = try await CommandLineTool.run(
            ["doctor"],
            environment: ["MOORAGE_DATA_DIR": folder, "DIGITALOCEAN_TOKEN_FILE": "\(folder)/token"]
        )
        #expect(result.output.contains("There is no database yet"))
        #expect(result.output.contains("The token file \(folder)/token cannot be read: it does not exist."))
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func `why shows drift and the last operation, as text and as JSON`() async throws {
        try await CommandDatabase.run { database in
            try await database.prepare()
            try await database.pool.withConnection { connection in
                try await connection.execute(
                    """
                    INSERT INTO meta_users (email, username, hashed_password) VALUES ('o@example.com', 'o', 'x');
                    INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, status)
                        SELECT 'ws7x2k4', 'n', id, 'cloud', 'active' FROM meta_users;
                    DELETE FROM moorage.requests;
                    INSERT INTO moorage.workspaces (number, workspace_id, status, version, projected_version)
                        SELECT id, workspace_id, 'active', 1, 1 FROM workspaces;
                    INSERT INTO moorage.drift (workspace_number, kind, subject, detail, is_repairable)
                        SELECT id, 'server_off', '1001', 'The droplet is switched off.', true FROM workspaces;
                    INSERT INTO moorage.operation_history (id, workspace_number, kind, outcome, transitions, created_at)
                        SELECT 1, id, 'provision', 'succeeded', 1, now() FROM workspaces;
                    """
                )
            }
            let text = try await database.moorage("why", "ws7x2k4")
            #expect(text.exitCode == 0, "\(text.output)")
            #expect(text.output.contains("It has drifted (server_off): The droplet is switched off."))
            #expect(text.output.contains("The last operation succeeded"))
            let json = try await database.moorage("why", "ws7x2k4", "--json")
            #expect(json.output.contains("\"repairable\" : true"), "\(json.output)")
            #expect(json.output.contains("\"outcome\" : \"succeeded\""))
            #expect(json.output.contains("\"workspace_id\" : \"ws7x2k4\""))
        }
    }
}
