import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("Logs over HTTP")
struct LogTests {
    /// The numbers of a stream's rows, and how it ended.
    private static func read(_ text: String) -> (numbers: [Int], end: String?) {
        var (numbers, end): ([Int], String?) = ([], nil)
        var event = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("id: ") { numbers.append(Int(line.dropFirst(4)) ?? -1) }
            if line.hasPrefix("event: ") { event = String(line.dropFirst(7)) }
            if line.hasPrefix("data: "), event == "end" { end = String(line.dropFirst(6)) }
        }
        return (numbers, end)
    }

    private func write(_ count: Int, _ world: FrontWorld) async throws {
        for index in 0..<count {
            try await world.pool.query(
                "INSERT INTO provisioning_logs (workspace_id, level, message) VALUES (1, 'info', \("line \(index)"))"
            )
        }
    }

    /// As a daemon leaves it when it is done: no request, and a status at rest.
    private func rest(_ world: FrontWorld) async throws {
        try await world.pool.execute("DELETE FROM moorage.requests")
        try await world.pool.execute("UPDATE workspaces SET status = 'active'")
    }

    @Test("a list is newest first; after a number it is oldest first")
    func list() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            try await write(5, world)
            let path = "/api/workspaces/\(id)/logs/"
            let all = try await world.call(.get, path, as: me).list
            #expect(all.map { $0["number"] } == [5, 4, 3, 2, 1])
            #expect(all.last?["message"] == "line 0" && all.last?["level"] == "info")
            #expect(all.last?["data"] == .object([:]))
            let newest = try await world.call(.get, "\(path)?limit=2", as: me).list
            #expect(newest.map { $0["number"] } == [5, 4])
            let next = try await world.call(.get, "\(path)?after=2&limit=2", as: me).list
            #expect(next.map { $0["number"] } == [3, 4])
        }
    }

    @Test("the stream of a workspace at rest delivers everything after the last event, and ends")
    func resting() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            try await write(1200, world)
            try await rest(world)
            let path = "/api/workspaces/\(id)/logs/stream/"
            let answer = try await world.call(.get, path, as: me)
            #expect(answer.headers[.contentType] == "text/event-stream")
            let stream = Self.read(answer.text)
            #expect(stream.numbers == Array(1...1200))
            #expect(stream.end == #"{"status":"active"}"#)
            let field = try #require(HTTPField.Name("Last-Event-ID"))
            let resumed = try await world.call(.get, "\(path)?after=3", as: me, headers: [field: "1198"])
            #expect(Self.read(resumed.text).numbers == [1199, 1200])
            let odd = try await world.call(.get, path, as: me, headers: [field: "x"])
            #expect(odd.status == 400)
        }
    }

    @Test("listeners who arrive at any time while many write get every row once, in order, and the end")
    func growing() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            let path = "/api/workspaces/\(id)/logs/stream/"
            try await withThrowingTaskGroup(of: String.self) { listeners in
                for _ in 0..<6 { listeners.addTask { try await world.call(.get, path, as: me).text } }
                try await withThrowingTaskGroup(of: Void.self) { writers in
                    for _ in 0..<4 { writers.addTask { try await write(60, world) } }
                    _ = try await writers.next()
                    for _ in 0..<6 { listeners.addTask { try await world.call(.get, path, as: me).text } }
                    try await writers.waitForAll()
                }
                try await rest(world)
                for try await text in listeners {
                    let stream = Self.read(text)
                    #expect(stream.numbers == Array(1...240))
                    #expect(stream.end == #"{"status":"active"}"#)
                }
            }
            while world.hub.listenerCount > 0 { await Task.yield() }
        }
    }

    @Test("a revoked token ends its streams, a heartbeat or a few later")
    func revoked() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            let made = try await world.call(.post, "/api/auth/tokens/", as: me, #"{"name":"x"}"#)
            let token = Credentials.bearer(try #require(made["token"]?.text))
            let path = "/api/workspaces/\(id)/logs/stream/"
            async let answer = world.call(.get, path, as: token)
            while world.hub.listenerCount == 0 { await Task.yield() }
            for _ in 0..<LogStream.Iterator.heartbeatsBetweenChecks { world.hub.beat() }
            try await world.pool.query("UPDATE moorage.access_tokens SET revoked_at = now()")
            while world.hub.listenerCount > 0 {
                world.hub.beat()
                await Task.yield()
            }
            let text = try await answer.text
            // No end of the log, so a client reconnects, and is refused.
            #expect(!text.contains("event: end"))
            #expect(try await world.call(.get, path, as: token).status == 401)
        }
    }

    @Test("a workspace whose row is deleted ends its stream")
    func deleted() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            async let answer = world.call(.get, "/api/workspaces/\(id)/logs/stream/", as: me)
            while world.hub.listenerCount == 0 { await Task.yield() }
            try await world.pool.query("DELETE FROM workspaces")
            #expect(Self.read(try await answer.text).end == #"{"status":null}"#)
        }
    }
}
