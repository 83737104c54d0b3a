import HTTPTypes
import Postgres
import Testing
import Workspaces

@Suite("Times in rows that other programs wrote")
struct MomentTests {
    @Test("a column without a time zone is in UTC; a time that RFC 3339 cannot express hides no row")
    func foreignColumns() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 2)
            let first = try await world.createWorkspace(as: me)
            let second = try await world.createWorkspace(as: me)
            try await world.pool.query("ALTER TABLE workspaces ALTER COLUMN provisioned_at TYPE timestamp")
            try await world.pool.query(
                """
                UPDATE workspaces SET created_at = '2025-11-21 09:59:59.999999+02', updated_at = 'infinity',
                    provisioned_at = '2025-11-21 08:00:00.5' WHERE id = \(first)
                """
            )
            let list = try await world.call(.get, "/api/workspaces/", as: me).list
            #expect(list.map { $0["id"] } == [.integer(second), .integer(first)])
            let row = try #require(list.last)
            #expect(row["created_at"] == "2025-11-21T07:59:59Z")
            #expect(row["updated_at"] == .null)
            #expect(row["provisioned_at"] == "2025-11-21T08:00:00Z")
        }
    }

    @Test("a workspace without a creation time is found by its code")
    func missing() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            let code = try await world.generate(id, as: me).code
            try await world.pool.query("ALTER TABLE workspaces ALTER COLUMN created_at DROP NOT NULL")
            try await world.pool.query("UPDATE workspaces SET created_at = NULL")
            let found = try await world.call(.post, "/api/otps/validate/", #"{"otp":"\#(code)"}"#)
            #expect(found.status == 200 && found["created_at"] == "")
            #expect(try await world.call(.get, "/api/workspaces/\(id)/", as: me)["created_at"] == "")
        }
    }
}
