import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("Rows that other programs left incomplete")
struct ForeignRowTests {
    @Test(
        "a one-time password with missing values hides no other",
        arguments: [
            "otp_code = NULL", "created_at = NULL", "expires_at = NULL", "is_active = NULL", "usage_count = NULL",
            "max_uses = NULL", "created_at = '-infinity'", "expires_at = 'infinity'",
        ]
    )
    func oneTimePasswords(_ change: String) async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            _ = try await world.generate(id, as: me)
            let odd = try await world.call(.post, "/api/workspaces/\(id)/generate_otp/", as: me)
            let column = change.prefix { $0 != " " }
            try await world.pool.execute(
                """
                ALTER TABLE workspace_otps ALTER COLUMN \(column) DROP NOT NULL;
                UPDATE workspace_otps SET \(change) WHERE id = \(odd.id)
                """
            )
            for path in ["/api/otps/", "/api/workspaces/\(id)/otps/"] {
                let list = try await world.call(.get, path, as: me)
                #expect(list.status == 200 && list.list.count == 2, "\(list.text)")
            }
            let revoked = try await world.call(.post, "/api/otps/\(odd.id)/revoke/", as: me)
            #expect(revoked.status == 200 && revoked["is_valid"] == false, "\(revoked.text)")
        }
    }

    @Test("a log row without a time hides no other", arguments: ["NULL", "'infinity'"])
    func logs(_ moment: String) async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            try await world.pool.execute(
                """
                ALTER TABLE provisioning_logs ALTER COLUMN timestamp DROP NOT NULL;
                INSERT INTO provisioning_logs (workspace_id, timestamp, message)
                SELECT id, \(moment), 'Without a moment.' FROM workspaces;
                INSERT INTO provisioning_logs (workspace_id, message) SELECT id, 'With one.' FROM workspaces
                """
            )
            let rows = try await world.call(.get, "/api/workspaces/\(id)/logs/", as: me).list
            #expect(rows.map { $0["message"] } == ["Without a moment.", "With one."])
            #expect(rows.first?["timestamp"] == "")
            let page = try await world.call(.get, "/workspaces/\(id)/", as: world.session(of: "me@example.com"))
            #expect(page.status == 200 && page.text.contains("Without a moment."))
        }
    }
}
