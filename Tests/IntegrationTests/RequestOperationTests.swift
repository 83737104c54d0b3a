import Postgres
import TestSupport
import Testing
import Workspaces

/// `moorage.request_operation`, as a client role granted by `moorage.grant_client`.
@Suite struct RequestOperationTests {
    @Test func `a client with the right can request every verb`() async throws {
        try await TestWorld.run { world in
            let client = try await TestClient.connect(to: world, grants: "SELECT moorage.grant_client('ROLE_NAME')")
            // The grant also allows inserts.
            await world.hosts.inject(.fails(message: "no"), .fails(message: "no"))
            try await client.query(
                "INSERT INTO meta_users (email, username, hashed_password) VALUES ('owner@example.com', 'o', 'x')"
            )
            try await client.query(
                """
                INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type)
                SELECT 'ws7x2k4', 'n', id, 'cloud' FROM meta_users
                """
            )
            try await world.awaitStatus("failed", of: "ws7x2k4")
            for (verb, status) in [
                ("retry", "active"), ("decommission", "decommissioned"), ("provision", "active"),
            ] {
                let request = try await client.query("SELECT moorage.request_operation('ws7x2k4', \(verb))")
                    .decodeOnly(Int64.self)
                #expect(request > 0)
                try await world.awaitStatus(status, of: "ws7x2k4")
                try await world.awaitQuiet()
            }
            try await client.query("SELECT moorage.request_operation('ws7x2k4', 'cancel')")
            try await world.awaitQuiet()
            #expect(
                try await world.log(of: "ws7x2k4").last
                    == "warning Cancel refused. No operation is in progress that could be cancelled."
            )
            await client.close()
        }
    }

    @Test func `the table of kinds matches the enum, and a kind that is added to it can be requested`() async throws {
        try await TestWorld.prepare { world in
            let kinds = try await world.pool.query(
                "SELECT concat_ws(' ', name, kind, needs_workspace) FROM moorage.request_kinds ORDER BY position"
            ).decode(String.self)
            let names = WorkspaceRequest.allCases.flatMap { request in
                request.names.map { "\($0) \(request.name) \(request.needsWorkspace ? "t" : "f")" }
            }
            #expect(kinds == names)
            try await world.enqueue("ws7x2k4")
            try await world.pool.query("INSERT INTO moorage.request_kinds VALUES ('suspend', 'suspend', true, 9)")
            try await world.pool.query("SELECT moorage.request_operation('ws7x2k4', 'suspend')")
            // This version leaves it to a daemon that knows it, and takes the others.
            try await world.daemon.run {
                try await world.awaitStatus("active", of: "ws7x2k4")
                let waiting = try await world.pool.query("SELECT kind FROM moorage.requests").decode(String.self)
                #expect(waiting == ["suspend"])
            }
        }
    }

    @Test func `an impossible request is refused in plain words`() async throws {
        try await TestWorld.prepare { world in
            let client = try await TestClient.connect(to: world, grants: "SELECT moorage.grant_client('ROLE_NAME')")
            try await world.enqueue("ws7x2k4")
            let unknownKind = await #expect(throws: PostgresError.self) {
                try await client.query("SELECT moorage.request_operation('ws7x2k4', 'explode')")
            }
            #expect(
                unknownKind?.message.contains(
                    "kind is 'explode'; allowed are provision, retry, repair, decommission and cancel"
                ) == true
            )
            #expect(unknownKind?.sqlState == .raiseException)
            let unknownWorkspace = await #expect(throws: PostgresError.self) {
                try await client.query("SELECT moorage.request_operation('wsnobody', 'cancel')")
            }
            #expect(unknownWorkspace?.message.contains("there is no workspace 'wsnobody'") == true)
            #expect(unknownWorkspace?.sqlState == SQLState(rawValue: "P0002"))
            await #expect(throws: PostgresError.self) { try await client.query("SELECT FROM moorage.operations") }
            await client.close()
        }
    }

    @Test(arguments: ["decommission", "cancel"])
    func `a request to end a workspace that was never started is refused in plain words`(verb: String) async throws {
        try await TestWorld.prepare { world in
            let number = try await world.enqueue("wsold01")
            // Like a row from before the first migrate.
            try await world.pool.query("DELETE FROM moorage.requests")
            try await world.pool.query("INSERT INTO moorage.unmanaged_workspaces VALUES (\(number))")
            let refusal = await #expect(throws: PostgresError.self) {
                try await world.pool.query("SELECT moorage.request_operation('wsold01', \(verb))")
            }
            #expect(refusal?.message.contains("moorage has built nothing for workspace 'wsold01'") == true)
            #expect(try await world.count("moorage.requests") == 0)
            try await world.pool.query("SELECT moorage.request_operation('wsold01', 'provision')")
            try await world.pool.query("SELECT moorage.request_operation('wsold01', \(verb))")
            #expect(try await world.count("moorage.requests") == 2)
        }
    }

    @Test(arguments: [
        "{\"keep_for_debugging_hours\": 1e400}",
        String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000),
    ])
    func `unreadable options fail only their request, and are reported`(options: String) async throws {
        try await TestWorld.run { world in
            await world.hosts.inject(.fails(message: "no"), .fails(message: "no"))
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("failed", of: "ws7x2k4")
            try await world.awaitQuiet()
            try await world.pool.query(
                "SELECT moorage.request_operation('ws7x2k4', 'retry', \(options)::text::jsonb)"
            )
            try await world.enqueue("ws3a9f1")
            try await world.awaitStatus("active", of: "ws3a9f1")
            try await world.awaitQuiet()
            let log = try await world.log(of: "ws7x2k4")
            #expect(log.last?.contains("allowed is an object such as {\"keep_for_debugging_hours\": 24}") == true)
            #expect(try await world.count("moorage.requests") == 0)
        }
    }

    @Test func `a client without the right is refused by Postgres`() async throws {
        try await TestWorld.prepare { world in
            let client = try await TestClient.connect(to: world)
            let refusal = await #expect(throws: PostgresError.self) {
                try await client.query("SELECT moorage.request_operation('ws7x2k4', 'cancel')")
            }
            #expect(refusal?.sqlState == .insufficientPrivilege)
            await client.close()
        }
    }
}
