import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("The console's words for states")
struct ConsoleStateTests {
    @Test(
        "a workspace whose row was refused shows why, in the list and on its page, and names buttons instead of commands"
    )
    func refused() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com", isStaff: true)
            let id = try await world.createWorkspace(as: .basic("me@example.com"))
            try await world.pool.query(
                """
                INSERT INTO moorage.workspaces (number, workspace_id, status)
                SELECT id, workspace_id, 'failed' FROM workspaces
                """
            )
            try await world.pool.execute("DELETE FROM moorage.requests; UPDATE workspaces SET status = 'failed'")
            for message in ["vcpu was 0.", "vcpu is 5000. Build it with moorage workspace retry, or let it be."] {
                try await world.pool.query(
                    "INSERT INTO provisioning_logs (workspace_id, level, message) VALUES (\(id), 'error', \(message))"
                )
            }
            try await world.pool.query(
                "INSERT INTO provisioning_logs (workspace_id, level, message) VALUES (\(id), 'info', 'later')"
            )
            let reason = #"<p class="reason">vcpu is 5000. Build it with Retry, or let it be.</p>"#
            for page in ["/", "/workspaces/\(id)/", "/operators/"] {
                #expect(try await world.call(.get, page, as: me).text.contains(reason), "\(page)")
            }
            let page = try await world.call(.get, "/workspaces/\(id)/", as: me).text
            #expect(page.contains("No operation began") && !page.contains("Nothing happened yet"))
        }
    }

    @Test("an unknown type is shown unchanged")
    func unknownType() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com")
            _ = try await world.createWorkspace(as: .basic("me@example.com"))
            #expect(try await world.call(.get, "/", as: me).text.contains("Droplet in nyc3, "))
            try await world.pool.query("UPDATE workspaces SET deployment_type = 'moon'")
            #expect(try await world.call(.get, "/", as: me).text.contains("&quot;moon&quot;, "))
        }
    }

    @Test("a step that only a newer version knows is shown as it is")
    func unknownStep() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com")
            let id = try await world.createWorkspace(as: .basic("me@example.com"))
            try await world.pool.query(
                """
                INSERT INTO moorage.workspaces (number, workspace_id, status)
                SELECT id, workspace_id, 'provisioning' FROM workspaces
                """
            )
            try await world.pool.query(
                """
                INSERT INTO moorage.operations (workspace_number, kind, step, state, state_version)
                VALUES (\(id), 'provision', 'warm_caches', '{}', 9)
                """
            )
            let page = try await world.call(.get, "/workspaces/\(id)/", as: me).text
            #expect(page.contains("in addition to the usual steps:") && page.contains("warm_caches · requested"))
            let shown = try await world.call(.get, "/api/workspaces/\(id)/", as: .basic("me@example.com"))
            let operation = shown["operation"]
            #expect(operation?["step"] == "warm_caches" && operation?["step_number"] == .null)
        }
    }

    @Test("a user who waits for a host is directed to enrol one, and times are distinguishable")
    func waiting() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com")
            let id = try await world.createWorkspace(as: .basic("me@example.com"))
            try await world.pool.query(
                """
                INSERT INTO moorage.workspaces (number, workspace_id, status)
                SELECT id, workspace_id, 'pending_registration' FROM workspaces
                """
            )
            try await world.pool.query(
                """
                INSERT INTO moorage.operations (workspace_number, kind, step, state, state_version, created_at, waiting_on)
                VALUES (\(id), 'provision', 'place', '{}', 1, now() - interval '2 hours',
                    '{"kind": "host", "since": 0, "next_check_at": 0, "detail": "No host has room.",
                    "unblock": "Run moorage host add ADDRESS."}')
                """
            )
            let page = try await world.call(.get, "/workspaces/\(id)/", as: me).text
            #expect(page.contains(#"<a href="/hosts/#enrol">enrol a machine</a>"#) && !page.contains("host add"))
            #expect(page.contains(": No host has room.") && page.contains(#">2 h 0 min</time> ago"#))
            try await world.pool.query(
                """
                UPDATE moorage.operations SET step = 'keep_for_debugging', waiting_on =
                    '{"kind": "delay", "since": 0, "next_check_at": 0, "detail": "Kept for debugging.",
                    "unblock": "It is removed then; moorage workspace cancel removes it now."}'
                """
            )
            let kept = try await world.call(.get, "/workspaces/\(id)/", as: me).text
            #expect(kept.contains("It is removed then; Cancel removes it now."))
        }
    }

    @Test("the navigation shows the reader's position")
    func place() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com", isStaff: true)
            let id = try await world.createWorkspace(as: .basic("me@example.com"))
            let pages = [
                "/": #"<a href="/" aria-current="page">"#,
                "/hosts/": #"<a href="/hosts/" aria-current="page">"#,
                "/operators/": #"<a href="/operators/" aria-current="page">"#,
                "/new/": #"<a href="/" aria-current="true">"#,
                "/workspaces/\(id)/": #"<a href="/" aria-current="true">"#,
            ]
            for (page, link) in pages {
                let text = try await world.call(.get, page, as: me).text
                #expect(text.contains(link) && text.ranges(of: "aria-current").count == 1, "\(page)")
            }
        }
    }

    @Test("an unknown address is a page for browsers and JSON for programs")
    func notFound() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com")
            let browser: HTTPFields = [.accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"]
            let page = try await world.call(.get, "/nothing/here", as: me, headers: browser)
            #expect(page.status == 404 && page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.text.contains("<h1>Not Found</h1>") && page.text.contains("me@example.com"))
            let stranger = try await world.call(.get, "/nothing", headers: browser)
            #expect(stranger.status == 404 && stranger.text.contains("<h1>Not Found</h1>"))
            for (path, headers) in [
                ("/api/nothing/", browser), ("/nothing", [:]), ("/nothing", [.accept: "*/*"]),
                ("/nothing", [.accept: "application/json, text/html;q=0.5"]),
            ] {
                let answer = try await world.call(.get, path, as: me, headers: headers)
                #expect(
                    answer.status == 404
                        && answer.detail == "There is nothing at this address; /docs/ names what there is.",
                    "\(headers)"
                )
            }
            let head = try await world.call(.head, "/nothing", as: me, headers: browser)
            #expect(head.status == 404 && head.text.isEmpty)
        }
    }
}
