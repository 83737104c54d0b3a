import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("One user's credentials on another's objects")
struct OwnershipTests {
    @Test("every route of an object is a 404 for everybody except its owner, and a 401 without log-in")
    func others() async throws {
        try await FrontWorld.run { world in
            let owner = try await world.register("owner@example.com")
            let other = try await world.register("other@example.com")
            let id = try await world.createWorkspace(as: owner)
            _ = try await world.generate(id, as: owner)
            _ = try await world.call(.post, "/api/auth/tokens/", as: owner, #"{"name":"x"}"#)
            let before = try await world.pool.query(
                """
                SELECT to_jsonb(w)::text FROM workspaces w UNION ALL SELECT to_jsonb(o)::text FROM workspace_otps o
                UNION ALL SELECT to_jsonb(t)::text FROM moorage.access_tokens t
                UNION ALL SELECT to_jsonb(r)::text FROM moorage.requests r ORDER BY 1
                """
            ).decode(String.self)
            var count = 0
            for endpoint in world.endpoints where endpoint.path.contains("{") && endpoint.access != .anyone {
                count += 1
                let path = FrontWorld.path(of: endpoint)
                let body = endpoint.body == nil ? nil : FrontWorld.body(of: endpoint)
                let answer = try await world.call(endpoint.method, path, as: other, body)
                let expected = endpoint.access == .staff ? 403 : 404
                #expect(answer.status == expected, "\(endpoint.method) \(path): \(answer.text)")
                #expect(try await world.call(endpoint.method, path, body).status == 401, "\(endpoint.method) \(path)")
            }
            #expect(count >= 14)
            let after = try await world.pool.query(
                """
                SELECT to_jsonb(w)::text FROM workspaces w UNION ALL SELECT to_jsonb(o)::text FROM workspace_otps o
                UNION ALL SELECT to_jsonb(t)::text FROM moorage.access_tokens t
                UNION ALL SELECT to_jsonb(r)::text FROM moorage.requests r ORDER BY 1
                """
            ).decode(String.self)
            #expect(after == before)
        }
    }

    @Test("endpoints for users require a log-in, and those for staff exclude users")
    func access() async throws {
        try await FrontWorld.run { world in
            let user = try await world.register("user@example.com")
            for endpoint in world.endpoints where endpoint.access != .anyone {
                let path = FrontWorld.path(of: endpoint)
                #expect(try await world.call(endpoint.method, path).status == 401, "\(endpoint.method) \(path)")
                guard endpoint.access == .staff else { continue }
                #expect(try await world.call(endpoint.method, path, as: user).status == 403, "\(path)")
            }
        }
    }

    @Test("a read-only token changes nothing, on any route")
    func readOnlyToken() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", isStaff: true)
            _ = try await world.createWorkspace(as: me)
            let made = try await world.call(.post, "/api/auth/tokens/", as: me, #"{"name":"x","scopes":["read"]}"#)
            let token = Credentials.bearer(try #require(made["token"]?.text))
            for endpoint in world.endpoints where ![.anyone, .user(.read)].contains(endpoint.access) {
                let path = FrontWorld.path(of: endpoint)
                let body = endpoint.body == nil ? nil : FrontWorld.body(of: endpoint)
                let answer = try await world.call(endpoint.method, path, as: token, body)
                #expect(answer.status == 403, "\(endpoint.method) \(path): \(answer.text)")
            }
        }
    }

    @Test("staff can see all workspaces by number; a list shows the user's own")
    func staff() async throws {
        try await FrontWorld.run { world in
            let owner = try await world.register("owner@example.com")
            let staff = try await world.register("staff@example.com", isStaff: true)
            let id = try await world.createWorkspace(as: owner)
            #expect(try await world.call(.get, "/api/workspaces/\(id)/", as: staff).status == 200)
            #expect(try await world.call(.get, "/api/workspaces/", as: staff).list.isEmpty)
            try await world.pool.query("DELETE FROM moorage.staff")
            #expect(try await world.call(.get, "/api/workspaces/\(id)/", as: staff).status == 404)
        }
    }
}
