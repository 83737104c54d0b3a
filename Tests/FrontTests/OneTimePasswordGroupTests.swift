import Database
import Postgres
import Testing
import Workspaces

@testable import Front

/// Uses of many codes share statements, and each is handled as if alone.
@Suite("One-time passwords used together", .timeLimit(.minutes(5)))
struct OneTimePasswordGroupTests {
    private static let codes = (1...30).map { "C\($0)" }

    private func prepare(_ world: FrontWorld, maxUses: Int) async throws -> PostgresOneTimePasswordStore {
        let me = try await world.register("me@example.com")
        let id = try await world.createWorkspace(as: me)
        try await world.pool.query(
            """
            INSERT INTO workspace_otps (workspace_id, otp_code, max_uses)
            SELECT \(id), code, \(maxUses) FROM unnest(\(Self.codes)::text[]) code
            """
        )
        return PostgresOneTimePasswordStore(pool: world.pool)
    }

    @Test("each code is accepted as often as allowed, and every use is recorded", arguments: [1, 2])
    func limits(maxUses: Int) async throws {
        try await FrontWorld.run { world in
            let store = try await prepare(world, maxUses: maxUses)
            let accepted = try await withThrowingTaskGroup(of: String?.self) { group in
                for code in Self.codes {
                    for _ in 0..<4 {
                        group.addTask { try await store.use(code, from: "192.0.2.\(code.utf8.count)")?.code }
                    }
                }
                return try await group.reduce(into: [String: Int]()) { counts, code in
                    if let code { counts[code, default: 0] += 1 }
                }
            }
            #expect(accepted == Dictionary(uniqueKeysWithValues: Self.codes.map { ($0, maxUses) }))
            let rows = try await world.pool.query(
                """
                SELECT usage_count, is_active, last_used_ip = '192.0.2.' || length(otp_code), used_at IS NOT NULL
                FROM workspace_otps
                """
            ).decode((Int, Bool, Bool, Bool).self)
            #expect(rows.count == Self.codes.count)
            #expect(rows.allSatisfy { $0 == (maxUses, false, true, true) })
        }
    }

    @Test("values that another program wrote into one row break no other code")
    func poison() async throws {
        try await FrontWorld.run { world in
            let store = try await prepare(world, maxUses: 0)
            // As SQLAlchemy creates it; jsonb would refuse the following value.
            try await world.pool.execute("ALTER TABLE workspaces ALTER COLUMN config_data TYPE json")
            let poisons = [
                #"UPDATE workspaces SET config_data = '{"features":{"a":"\ud800"}}'"#,
                #"UPDATE workspaces SET config_data = '{"features":{"a":"\u0000"}}'"#,
                "UPDATE workspaces SET created_at = 'infinity'", "UPDATE workspaces SET created_at = NULL",
                "UPDATE workspace_otps SET usage_count = 2147483647 WHERE otp_code = 'C1'",
            ]
            for poison in poisons {
                try await world.pool.execute(poison)
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for code in Self.codes {
                        group.addTask { try await store.use(code, from: "192.0.2.1")?.code == code }
                    }
                    for try await isAccepted in group { #expect(isAccepted, "\(poison)") }
                }
            }
        }
    }

    @Test("a statement that fails because of one row fails no other user's code")
    func isolation() async throws {
        try await FrontWorld.run { world in
            let store = try await prepare(world, maxUses: 0)
            // Like a client's constraint that is unknown here.
            try await world.pool.execute(
                "ALTER TABLE workspace_otps ADD CONSTRAINT theirs CHECK (otp_code <> 'C7' OR usage_count < 1)"
            )
            let accepted = await withTaskGroup(of: String?.self) { group in
                for code in Self.codes {
                    group.addTask { (try? await store.use(code, from: "192.0.2.1"))?.code }
                }
                return await group.reduce(into: Set<String>()) { codes, code in if let code { codes.insert(code) } }
            }
            #expect(accepted == Set(Self.codes).subtracting(["C7"]))
        }
    }

    @Test("codes whose rows a client has locked wait alone")
    func held() async throws {
        try await FrontWorld.run { world in
            let store = try await prepare(world, maxUses: 0)
            try await world.pool.withConnection { client in
                try await client.execute(
                    "BEGIN; SELECT FROM workspace_otps WHERE otp_code IN ('C1', 'C2', 'C3') FOR UPDATE"
                )
                try await withThrowingTaskGroup(of: Bool.self) { waiting in
                    for code in ["C1", "C2", "C3"] {
                        waiting.addTask { try await store.use(code, from: "192.0.2.1") != nil }
                    }
                    // Ends only because nobody else waits for the locked rows.
                    for code in Self.codes.dropFirst(3) {
                        #expect(try await store.use(code, from: "192.0.2.1")?.code == code)
                    }
                    try await client.execute("COMMIT")
                    for try await isAccepted in waiting { #expect(isAccepted) }
                }
            }
        }
    }

    @Test("tables with addresses of type inet also work")
    func inet() async throws {
        try await FrontWorld.run { world in
            try await world.pool.execute(
                "ALTER TABLE workspace_otps ALTER last_used_ip TYPE inet USING last_used_ip::inet"
            )
            let store = try await prepare(world, maxUses: 1)
            #expect(try await store.use("C1", from: "2001:db8::1") != nil)
            let address = try await world.pool.query(
                "SELECT last_used_ip::text FROM workspace_otps WHERE otp_code = 'C1'"
            )
            .decodeOnly(String.self)
            #expect(address == "2001:db8::1/128")
        }
    }
}
