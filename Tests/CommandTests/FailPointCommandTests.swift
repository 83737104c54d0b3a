import FailPoints
import Orchestrator
import Postgres
import Testing

/// No daemon kills itself by accident.
@Suite struct FailPointCommandTests {
    @Test func `doctor lists every fail point`() async throws {
        let result = try await CommandLineTool.run(["doctor", "--fail-points"])
        #expect(result.exitCode == 0)
        #expect(result.output.split(separator: "\n").map(String.init) == FailPoint.catalogue.map(\.name))
    }

    @Test(arguments: ["effect.create_server", "claim.after:0", "1"])
    func `an unknown fail point is refused`(text: String) async throws {
        try await CommandDatabase.run { database in
            let result = try await database.moorage("serve", with: ["MOORAGE_FAIL_POINT": text])
            #expect(result.exitCode == 2)
            #expect(result.output.contains("moorage doctor --fail-points"))
        }
    }

    @Test func `a daemon with a fail point reports it and dies there`() async throws {
        try await CommandDatabase.run { database in
            try await database.prepare()
            try await database.pool.query(
                "INSERT INTO workspaces (workspace_id, name, deployment_type) VALUES ('ws7x2k4', 'Test', 'cloud')"
            )
            let result = try await database.moorage(
                "serve",
                with: ["MOORAGE_FAIL_POINT": "claim.before", "MOORAGE_HTTP_ADDRESS": "127.0.0.1:0"]
            )
            #expect(result.exitCode == nil)
            #expect(result.output.contains("THIS DAEMON WILL KILL ITSELF"))
            #expect(result.output.contains("reached the fail point claim.before; kill"))
        }
    }
}
