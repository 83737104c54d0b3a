import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("Locks held by others")
struct HeldLockTests {
    @Test("a client's open transaction delays nobody longer than a moment")
    func lockedRows() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let path = "/api/workspaces/\(try await world.createWorkspace(as: me))/"
            let made = try await world.call(.post, path + "generate_otp/", as: me)
            let code = try #require(made["otp_code"]?.text)
            let client = try await PostgresConnection.connect(
                PostgresConfiguration(url: world.url),
                logger: FrontWorld.logger
            )
            // Below the limit, so that the creation gets as far as the locked row.
            try await client.execute("UPDATE meta_users SET max_workspaces = 5")
            try await client.execute(
                "BEGIN; SELECT FROM workspaces FOR UPDATE; SELECT FROM workspace_otps FOR UPDATE; "
                    + "SELECT FROM meta_users FOR UPDATE"
            )
            let calls: [(HTTPRequest.Method, String, String?)] = [
                (.patch, path, #"{"name":"b"}"#), (.delete, path, nil), (.post, path + "generate_otp/", nil),
                (.post, "/api/workspaces/", #"{"name":"a","deployment_type":"cloud"}"#),
                (.post, "/api/otps/validate/", #"{"otp":"\#(code)"}"#),
            ]
            for (method, path, body) in calls {
                let answer = try await world.call(method, path, as: me, body)
                #expect(answer.status == 503, "\(method) \(path): \(answer.text)")
                let name = path.contains("validate") ? "error" : "detail"
                #expect(answer[name]?.text?.hasPrefix("Another program is changing this now") == true)
            }
            try await client.execute("ROLLBACK")
            let validated = try await world.call(.post, "/api/otps/validate/", #"{"otp":"\#(code)"}"#)
            #expect(validated.status == 200)
            #expect(try await world.call(.patch, path, as: me, #"{"name":"b"}"#).status == 200)
            await client.close()
        }
    }

    @Test("a role that may only connect cannot block the front with advisory locks")
    func heldAdvisoryLocks() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let stranger = try await PostgresConnection.connect(
                PostgresConfiguration(url: world.url),
                logger: FrontWorld.logger
            )
            // The keys that these turns would have if they were advisory locks.
            try await stranger.query(
                """
                SELECT pg_advisory_lock(hashtextextended('moorage.' || purpose, subject))
                FROM unnest(ARRAY['workspace_limit', 'one_time_passwords', 'host_enrolments']) purpose,
                    generate_series(0, 5) subject
                """
            )
            let id = try await world.createWorkspace(as: me)
            #expect(try await world.call(.post, "/api/workspaces/\(id)/generate_otp/", as: me).status == 201)
            #expect(try await world.call(.post, "/api/hosts/enrolments/", as: me, #"{"name":"a"}"#).status == 201)
            await stranger.close()
        }
    }
}
