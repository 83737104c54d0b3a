import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("A log in the console")
struct ConsoleLogTests {
    /// The numbers of the lines in a page.
    private static func lines(_ page: String) -> [Int] {
        page.matches(of: /<li id="line-(\d+)"/).compactMap { Int($0.output.1) }
    }

    /// The target of a link with this text.
    private static func link(_ name: String, in page: String) throws -> String? {
        try page.firstMatch(of: Regex<(Substring, Substring)>("<a href=\"([^\"]*)#[^\"]*\"[^>]*>\(name)</a>"))
            .map { String($0.output.1).replacing("&amp;", with: "&") }
    }

    private func write(_ count: Int64, of workspace: Int64, _ world: FrontWorld) async throws {
        try await world.pool.query(
            """
            INSERT INTO provisioning_logs (workspace_id, level, message)
            SELECT \(workspace), 'info', 'line ' || i FROM generate_series(1, \(count)) i
            """
        )
    }

    @Test("older lines are reached link by link, back to the first one and forward again")
    func earlier() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com")
            let id = try await world.createWorkspace(as: .basic("me@example.com"))
            try await write(650, of: id, world)
            var page = try await world.call(.get, "/workspaces/\(id)/?level=info", as: me).text
            #expect(page.contains("data-last=\"650\""))
            #expect(try Self.link("Later lines", in: page) == nil)
            var seen = [Self.lines(page)]
            while let link = try Self.link("Earlier lines", in: page) {
                #expect(link.hasSuffix("&level=info"))
                page = try await world.call(.get, link, as: me).text
                #expect(!page.contains("data-stream") && page.contains("Newest lines"))
                seen.insert(Self.lines(page), at: 0)
            }
            #expect(seen.flatMap { $0 } == Array(1...650))
            while let link = try Self.link("Later lines", in: page) {
                let next = try await world.call(.get, link, as: me).text
                #expect(Self.lines(next).first == Self.lines(page).last.map { $0 + 1 })
                page = next
            }
            #expect(Self.lines(page).last == 650 && page.contains("data-stream"))
        }
    }

    @Test("a link to a line shows it with its surroundings, however old it is")
    func line() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com")
            let id = try await world.createWorkspace(as: .basic("me@example.com"))
            try await write(650, of: id, world)
            let path = "/workspaces/\(id)/"
            #expect(try await world.call(.get, path, as: me).text.contains("href=\"?line=650#line-650\""))
            let first = try await world.call(.get, "\(path)?line=5", as: me).text
            #expect(Self.lines(first) == Array(1...200))
            #expect(try Self.link("Earlier lines", in: first) == nil)
            let middle = try await world.call(.get, "\(path)?line=300", as: me).text
            #expect(Self.lines(middle) == Array(201...400))
            #expect(try Self.link("Earlier lines", in: middle)?.hasSuffix("/?before=201") == true)
            #expect(try Self.link("Later lines", in: middle)?.hasSuffix("/?after=400") == true)
            #expect(middle.contains(#"name="after" value="200""#))
            // The end updates live.
            let last = try await world.call(.get, "\(path)?line=640", as: me).text
            #expect(Self.lines(last) == Array(541...650) && last.contains("data-last=\"650\""))
            for odd in ["line=x", "line=99999999999999999999", "line=9000", "before=1", "line=-1", "after="] {
                let page = try await world.call(.get, "\(path)?\(odd)", as: me).text
                #expect(Self.lines(page) == Array(451...650), "\(odd)")
            }
        }
    }

    @Test("the API also returns older rows")
    func list() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            try await write(9, of: id, world)
            let path = "/api/workspaces/\(id)/logs/"
            _ = try await world.call(.get, path, as: me)
            let rows = try await world.call(.get, "\(path)?before=4&limit=2", as: me).list
            #expect(rows.map { $0["number"] } == [3, 2])
            #expect(try await world.call(.get, "\(path)?before=0", as: me).status == 400)
        }
    }
}
