import HTTPTypes
import Logging
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("One-time passwords over HTTP")
struct OneTimePasswordTests {
    private static let refusal = #"{"error":"OTP is invalid or has expired"}"#

    private func validate(_ world: FrontWorld, _ code: String) async throws -> Answer {
        try await world.call(.post, "/api/otps/validate/", #"{"otp": "\#(code)"}"#)
    }

    @Test(
        "a code is created as documented, by both names of the path",
        arguments: ["generate_otp/", "generate-otp", "generate_otp"]
    )
    func generate(path: String) async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            let answer = try await world.call(.post, "/api/workspaces/\(id)/\(path)", as: me)
            #expect(answer.status == 201)
            let code = try #require(answer["otp_code"]?.text)
            #expect(code.count == 6 && code.allSatisfy { $0.isHexDigit && ($0.isNumber || $0.isUppercase) })
            #expect(answer["workspace"] == .integer(id))
            #expect(answer["workspace_name"] == "Production Workspace")
            #expect(answer["is_active"] == true && answer["is_valid"] == true && answer["max_uses"] == 1)
            let hours = try await world.pool.query(
                "SELECT extract(epoch FROM expires_at - created_at)::integer / 3600 FROM workspace_otps"
            ).decodeOnly(Int.self)
            #expect(hours == 24)
        }
    }

    @Test("a code opens its workspace as documented, whatever its case, and records the user")
    func discover() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            try await world.pool.query(
                """
                INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, status, instance_url, tailscale_url,
                    ip_address, subscription_tier, created_at, config_data)
                VALUES ('ws3a9f1', 'Production Workspace', 1, 'cloud', 'active', 'https://ws3a9f1.adim.ai',
                    'https://ws3a9f1.tail-scale.ts.net', '192.0.2.5', 'pro', '2025-11-15T10:00:00Z',
                    '{"features": {"rag_enabled": true, "max_users": 10}}')
                """
            )
            let code = try await world.generate(1, as: me).code
            let answer = try await validate(world, code.lowercased())
            #expect(answer.status == 200)
            #expect(
                answer.text == #"{"workspace_id":"ws3a9f1","name":"Production Workspace","otp":"\#(code)","endpoints":"#
                    + #"{"cloud":"https://ws3a9f1.adim.ai","tailscale":"https://ws3a9f1.tail-scale.ts.net","#
                    + #""ip":"192.0.2.5"},"status":"active","subscription":"pro","created_at":"2025-11-15T10:00:00Z","#
                    + #""features":{"max_users":10,"rag_enabled":true}}"#
            )
            let row = try await world.pool.query(
                "SELECT usage_count, last_used_ip, used_at IS NOT NULL, is_active FROM workspace_otps"
            ).decodeOnly((Int, String, Bool, Bool).self)
            #expect(row == (1, "127.0.0.1", true, false))
        }
    }

    @Test("a code is accepted exactly as often as allowed, however many try at once", arguments: [1, 3])
    func uses(maxUses: Int) async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            let code = try await world.generate(id, as: me, #"{"max_uses":\#(maxUses)}"#).code
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<12 { group.addTask { try await validate(world, code).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == maxUses)
            let count = try await world.pool.query("SELECT usage_count FROM workspace_otps").decodeOnly(Int.self)
            #expect(count == maxUses)
        }
    }

    @Test("0 uses mean any number")
    func unlimited() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            let code = try await world.generate(id, as: me, #"{"max_uses":0}"#).code
            for _ in 0..<5 { #expect(try await validate(world, code)["otp"] == .string(code)) }
            let row = try await world.call(.get, "/api/otps/", as: me).list.first
            #expect(row?["usage_count"] == 5 && row?["is_valid"] == true)
        }
    }

    @Test("wrong, expired, revoked, used up and of a workspace being removed: the same answer")
    func indistinguishable() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            let expired = try await world.generate(id, as: me).code
            try await world.pool.query("UPDATE workspace_otps SET expires_at = now() - interval '1 second'")
            let revoked = try await world.generate(id, as: me)
            let answer = try await world.call(.post, "/api/otps/\(revoked.id)/revoke/", as: me)
            #expect(answer.status == 200 && answer["is_valid"] == false)
            let used = try await world.generate(id, as: me).code
            #expect(try await validate(world, used).status == 200)
            let going = try await world.generate(id, as: me).code
            #expect(try await world.call(.delete, "/api/workspaces/\(id)/", as: me).status == 202)
            for code in [expired, revoked.code, used, going, "ZZZZZZ", "", "A7F2D8A7F2D8A7", "' OR 1=1 --"] {
                let answer = try await validate(world, code)
                #expect(answer.status == 404 && answer.text == Self.refusal, "\(code)")
            }
        }
    }

    @Test("a malformed request is refused with the documented name, and uses nothing")
    func malformed() async throws {
        try await FrontWorld.run { world in
            for body in ["{}", #"{"otp": 123456}"#, #"{"otp": null}"#, "[]", "{", #"{"otp": "\u0000"}"#] {
                let answer = try await world.call(.post, "/api/otps/validate/", body)
                #expect(answer.status == 400, "\(body)")
                #expect(answer["error"]?.text?.isEmpty == false)
            }
        }
    }

    @Test("guessers wait, and correct codes do not count as failures")
    func guessing() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            let code = try await world.generate(id, as: me, #"{"max_uses":0}"#).code
            for _ in 0..<GuessGuard.rule.free + 5 { #expect(try await validate(world, code).status == 200) }
            for _ in 0...GuessGuard.rule.free { #expect(try await validate(world, "000000").status == 404) }
            let refused = try await validate(world, code)
            #expect(refused.status == 429)
            #expect(refused.headers[.retryAfter] != nil)
            let uses = try await world.pool.query("SELECT usage_count FROM workspace_otps").decodeOnly(Int.self)
            #expect(uses == GuessGuard.rule.free + 5)
        }
    }

    @Test("the wait doubles, many addresses together wait for the minute, and both end")
    func guard_() async throws {
        let clock = ManualClock()
        let guesses = GuessGuard(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: clock.now)
        /// Tries a wrong code; returns `Retry-After`, or nil if it was looked up.
        func guess(_ address: String) async throws -> String? {
            do {
                _ = try await guesses.attempt(from: address) { Int?.none }
                return nil
            } catch let error as APIError {
                return error.headers[.retryAfter]
            }
        }
        for _ in 0...GuessGuard.rule.free { #expect(try await guess("a") == nil) }
        #expect(try await guess("a") == "1")
        clock.advance(by: .seconds(1))
        #expect(try await guess("a") == nil)
        #expect(try await guess("a") == "2")
        // A correct code, and a database that does not answer, do not count as failures.
        for _ in 0...GuessGuard.rule.free {
            #expect(try await guesses.attempt(from: "b") { 1 } == 1)
            await #expect(throws: TestFailure.self) { try await guesses.attempt(from: "b") { throw TestFailure("x") } }
        }
        let rest = GuessGuard.failuresPerMinute - GuessGuard.rule.free - 2
        for index in 0..<rest { #expect(try await guess("address \(index)") == nil) }
        #expect(try await guess("b") == "59")
        clock.advance(by: .seconds(59))
        #expect(try await guess("b") == nil)
    }

    @Test("a code that another client stored in lower case is found and used once, and an exact match comes first")
    func lowerCase() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 2)
            let first = try await world.createWorkspace(as: me, name: "First")
            let second = try await world.createWorkspace(as: me, name: "Second")
            try await world.pool.query(
                "INSERT INTO workspace_otps (workspace_id, otp_code) VALUES (\(first), 'a7f2d8'), (\(second), 'b0b0b0')"
            )
            let found = try await validate(world, "a7F2d8")
            #expect(found.status == 200 && found["name"] == "First" && found["otp"] == "A7F2D8")
            #expect(try await validate(world, "a7f2d8").status == 404)
            // Two codes that differ only in case, as another client may create them.
            try await world.pool.query(
                "INSERT INTO workspace_otps (workspace_id, otp_code) VALUES (\(first), 'B0B0B0')"
            )
            #expect(try await validate(world, "b0b0b0")["name"] == "First")
            #expect(try await validate(world, "b0b0b0")["name"] == "Second")
            #expect(try await validate(world, "b0b0b0").status == 404)
        }
    }

    @Test("lists show one's own codes, newest first")
    func lists() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let other = try await world.register("other@example.com")
            let id = try await world.createWorkspace(as: me)
            let first = try await world.generate(id, as: me)
            let second = try await world.generate(id, as: me)
            for path in ["/api/otps/", "/api/workspaces/\(id)/otps/"] {
                let list = try await world.call(.get, path, as: me).list
                #expect(list.compactMap { $0["otp_code"]?.text } == [second.code, first.code])
            }
            #expect(try await world.call(.get, "/api/otps/", as: other).list.isEmpty)
        }
    }

    @Test("a workspace has a limited number of valid codes")
    func limit() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            try await world.pool.query(
                """
                INSERT INTO workspace_otps (workspace_id, otp_code) SELECT \(id), 'X' || i FROM generate_series(1, 19) i
                """
            )
            _ = try await world.generate(id, as: me)
            let refused = try await world.call(.post, "/api/workspaces/\(id)/generate_otp/", as: me)
            #expect(refused.status == 409 && refused.detail.contains("20 valid codes"))
            try await world.pool.query("UPDATE workspace_otps SET is_active = false WHERE otp_code = 'X1'")
            _ = try await world.generate(id, as: me)
        }
    }
}
