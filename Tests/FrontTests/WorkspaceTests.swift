import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("Workspaces over HTTP")
struct WorkspaceTests {
    private static let example =
        #"{"name":"Production Workspace","deployment_type":"cloud","region":"nyc3","vcpu":2,"ram_gb":4,"storage_gb":50}"#

    @Test("creating one inserts the row that is the request, and answers as documented")
    func create() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let answer = try await world.call(.post, "/api/workspaces/", as: me, Self.example)
            #expect(answer.status == 201)
            let requests = try await world.pool.query("SELECT kind, workspace_id FROM moorage.requests")
                .decode((String, String).self)
            #expect(requests.map(\.0) == ["provision"])
            let id = try #require(requests.first?.1)
            #expect(
                answer.text.hasPrefix(
                    #"{"id":1,"workspace_id":"\#(id)","name":"Production Workspace","owner":1,"owner_email":"#
                        + #""me@example.com","deployment_type":"cloud","status":"provisioning","instance_url":"","#
                        + #""tailscale_url":"","ip_address":null,"vcpu":2,"ram_gb":4,"storage_gb":50,"#
                        + #""monthly_cost":"0.00","created_at":"20"#
                )
            )
            #expect(answer["created_at"]?.text?.count == "2025-11-15T10:00:00Z".count)
            let detail = try await world.call(.get, "/api/workspaces/1/", as: me)
            #expect(detail.body == answer.body)
            #expect(try await world.call(.get, "/api/workspaces/\(id)", as: me).body == answer.body)
            #expect(try await world.call(.get, "/api/workspaces/", as: me).body == .array([answer.body]))
        }
    }

    @Test("ports are those of the preferred block until others are recorded")
    func ports() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            try await world.pool.query(
                "INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type) VALUES ('ws7x2k4', 'a', 1, 'cloud')"
            )
            let preferred = try await world.call(.get, "/api/workspaces/ws7x2k4/", as: me)["port_allocation"]
            #expect(
                preferred
                    == .object([
                        "daphne": 16550, "redis": 14929, "qdrant_http": 14883, "qdrant_grpc": 14884, "neo4j": 16237,
                    ])
            )
            try await world.pool.query(
                """
                INSERT INTO moorage.workspaces (number, workspace_id, status, provisioning)
                SELECT id, workspace_id, 'active', '{"ports":{"daphne":8420,"redis":6799}}' FROM workspaces
                """
            )
            let recorded = try await world.call(.get, "/api/workspaces/ws7x2k4/", as: me)["port_allocation"]
            #expect(
                recorded
                    == .object(["daphne": 8420, "redis": 6799, "qdrant_http": 6753, "qdrant_grpc": 6754, "neo4j": 8107])
            )
        }
    }

    @Test("the limit holds however many requests come at once")
    func limit() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 3)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await world.call(.post, "/api/workspaces/", as: me, Self.example).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 201 }.count == 3)
            #expect(statuses.filter { $0 == 403 }.count == 13)
            #expect(try await world.pool.query("SELECT count(*) FROM workspaces").decodeOnly(Int.self) == 3)
            let user = try await world.call(.get, "/api/auth/users/me/", as: me)
            #expect(user["workspace_count"] == 3)
            #expect(user["can_create_workspace"] == false)
        }
    }

    @Test("a request repeated with its key creates one workspace, however many come at once")
    func idempotency() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 9)
            let key = try #require(HTTPField.Name("Idempotency-Key"))
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await world.call(.post, "/api/workspaces/", as: me, Self.example, headers: [key: "k-1"])
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 })
            #expect(Set(answers.map(\.id)).count == 1)
            let other = try await world.call(
                .post,
                "/api/workspaces/",
                as: me,
                Self.example.replacing("nyc3", with: "ams3"),
                headers: [key: "k-1"]
            )
            #expect(other.status == 409)
            let malformed = try await world.call(
                .post,
                "/api/workspaces/",
                as: me,
                Self.example,
                headers: [key: "with space"]
            )
            #expect(malformed.status == 400)
            #expect(try await world.pool.query("SELECT count(*) FROM workspaces").decodeOnly(Int.self) == 1)
        }
    }

    @Test("a list is an array; pages are in headers")
    func pages() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 9)
            for index in 1...5 { _ = try await world.createWorkspace(as: me, name: "w\(index)") }
            let total = try #require(HTTPField.Name("X-Total-Count"))
            let link = try #require(HTTPField.Name("Link"))
            let all = try await world.call(.get, "/api/workspaces/", as: me)
            #expect(all.list.map { $0["name"] } == ["w5", "w4", "w3", "w2", "w1"])
            #expect(all.headers[link] == nil && all.headers[total] == "5")
            let page = try await world.call(.get, "/api/workspaces/?page=2&page_size=2&status=provisioning", as: me)
            #expect(page.list.map { $0["name"] } == ["w3", "w2"])
            #expect(
                page.headers[link]?.contains(
                    #"</api/workspaces/?page=3&page_size=2&status=provisioning>; rel="next""#
                ) == true
            )
            #expect(page.headers[link]?.contains(#"page=1&page_size=2&status=provisioning>; rel="prev""#) == true)
            #expect(try await world.call(.get, "/api/workspaces/?status=active", as: me).list.isEmpty)
            let refusals = [
                "page=0", "page=x", "page=-1", "page=99999999999999999999", "page_size=1001", "page=1&page=2",
                "status=",
            ]
            for query in refusals {
                let refused = try await world.call(.get, "/api/workspaces/?\(query)", as: me)
                #expect(refused.status == 400, "\(query)")
            }
        }
    }

    @Test("a cut list says so, and its next page continues where it ends")
    func cut() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            try await world.pool.execute(
                """
                INSERT INTO workspaces (name, owner_id, deployment_type, status)
                SELECT 'w' || n, 1, 'cloud', 'decommissioned' FROM generate_series(1, 1003) n;
                INSERT INTO workspace_otps (workspace_id, otp_code)
                SELECT (SELECT max(id) FROM workspaces), 'X' || n FROM generate_series(1, 1003) n
                """
            )
            let link = try #require(HTTPField.Name("Link"))
            for path in ["/api/workspaces/", "/api/otps/"] {
                let first = try await world.call(.get, path, as: me)
                #expect(first.list.count == 1000)
                #expect(first.headers[link]?.contains("<\(path)?page=2&page_size=1000>; rel=\"next\"") == true)
                let second = try await world.call(.get, path + "?page=2&page_size=1000", as: me)
                let ids = (first.list + second.list).compactMap { $0["id"]?.number }
                #expect(ids.count == 1003 && Set(ids).count == 1003)
            }
        }
    }

    @Test("renaming changes the name and nothing else")
    func rename() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            let answer = try await world.call(
                .patch,
                "/api/workspaces/\(id)/",
                as: me,
                #"{"name":"New","status":"active","droplet_id":"1"}"#
            )
            #expect(answer.status == 200)
            #expect(answer["name"] == "New")
            #expect(answer["status"] == "provisioning")
        }
    }
}
