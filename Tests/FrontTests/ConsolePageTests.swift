import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("The console's pages")
struct ConsolePageTests {
    private static let hostile = #"<img src=x onerror=alert(1)>"'"#

    /// A workspace in which every text that others may write is hostile.
    private func fill(_ world: FrontWorld, _ id: Int64) async throws {
        let hostile = Self.hostile
        try await world.pool.query("UPDATE workspaces SET name = \(hostile) WHERE id = \(id)")
        try await world.pool.query(
            """
            INSERT INTO moorage.workspaces (number, workspace_id, status) SELECT id, workspace_id, 'failed' FROM workspaces
            """
        )
        try await world.pool.query(
            """
            INSERT INTO moorage.operation_history (id, workspace_number, kind, outcome, error, transitions, created_at)
            VALUES (1, \(id), \(hostile), 'failed', \(hostile), 1, now() - interval '90 seconds')
            """
        )
        try await world.pool.query(
            """
            INSERT INTO moorage.transitions (operation_id, sequence, from_step, event, to_step, event_data, epoch, at)
            VALUES (1, 1, 'accept', 'x', \(hostile), '{}', 1, now() - interval '61.5 seconds'),
                (1, 2, \(hostile), 'x', 'finish', '{}', 1, now())
            """
        )
        try await world.pool.query(
            "INSERT INTO moorage.drift VALUES (\(id), 'x', 'x', \(hostile), false, now(), now())"
        )
        try await world.pool.query(
            "INSERT INTO provisioning_logs (workspace_id, level, message) VALUES (\(id), 'error', \(hostile))"
        )
        try await world.pool.query(
            """
            INSERT INTO moorage.sweep_findings (kind, place, external_id, name, is_recorded)
            VALUES (\(hostile), \(hostile), \(hostile), \(hostile), false)
            """
        )
        try await world.pool.query(
            """
            INSERT INTO moorage.hosts (kind, name, address, ssh_port, ssh_user, host_key_type, host_key_fingerprint,
                has_first_host_key, machine_id, vcpu, ram_gb, storage_gb, owner_id, is_shared, state)
            VALUES ('bare_metal', \(hostile), \(hostile), 22, 'root', 'ssh-ed25519', 'SHA256:x', false, 'm1', 8, 32, 400,
                1, false, 'ready')
            """
        )
        try await world.pool.query(
            """
            INSERT INTO moorage.host_enrolments (digest, created_by, name, state, expires_at, address, ssh_port, ssh_user,
                host_key_fingerprint, detail)
            VALUES ('x', 1, \(hostile), 'refused', now() + interval '1 hour', \(hostile), 22, 'x', 'x', \(hostile))
            """
        )
    }

    @Test("hostile texts are only text on every page")
    func escaping() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com", isStaff: true)
            let id = try await world.createWorkspace(as: .basic("me@example.com"))
            try await fill(world, id)
            let counts = [
                "/": 1, "/workspaces/\(id)/": 5, "/workspaces/\(id)/delete/": 1, "/hosts/": 5, "/operators/": 7,
            ]
            for (page, least) in counts {
                let answer = try await world.call(.get, page, as: me)
                #expect(answer.status == 200, "\(page)")
                #expect(!answer.text.contains("<img"), "\(page)")
                #expect(
                    answer.text.ranges(of: "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;").count >= least,
                    "\(page)"
                )
                // Text that was meant as markup.
                for tag in ["&lt;p", "&lt;dt", "&lt;td", "&lt;li", "&lt;a ", "&lt;span", "HTML("] {
                    #expect(!answer.text.contains(tag), "\(page) \(tag)")
                }
            }
            let form = "name=%3Cimg+src%3Dx%3E&deployment_type=cloud&vcpu=1&ram_gb=1&storage_gb=1&region=%3Cimg"
            for path in ["/new/plan/", "/new/"] {
                #expect(!(try await world.submit(path, as: me, form).text.contains("<img")))
            }
            let plan = try await world.submit("/new/plan/", as: me, form.replacing("&region=%3Cimg", with: ""))
            #expect(plan.status == 200 && plan.text.contains("&lt;img") && !plan.text.contains("<img"))
        }
    }

    @Test("the timeline has each step with its duration")
    func timeline() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com", isStaff: true)
            let id = try await world.createWorkspace(as: .basic("me@example.com"))
            try await fill(world, id)
            let page = try await world.call(.get, "/workspaces/\(id)/", as: me).text
            #expect(page.contains("1 min 30 s</summary>"))
            #expect(page.contains(#"<th scope="row">Accepting the request</th><td>28 s</td>"#))
            #expect(page.contains("<td>1 min 1 s</td>") && !page.contains("<th scope=\"row\">Finishing"))
        }
    }

    @Test("every page, including refusals, forbids foreign content, and no cache stores it")
    func headers() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com", isStaff: true)
            let policy = try #require(HTTPField.Name("Content-Security-Policy"))
            for page in ["/", "/new/", "/hosts/", "/operators/", "/workspaces/nothing/"] {
                let answer = try await world.call(.get, page, as: me)
                let value = answer.headers[policy] ?? ""
                #expect(value.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"))
                #expect(value.contains("form-action 'self'") && value.contains("frame-ancestors 'none'"))
                #expect(!value.contains("unsafe") && answer.headers[.cacheControl] == "no-store")
                #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
                #expect(
                    !answer.text.contains("<style") && !answer.text.contains(" style=") && !answer.text.contains(" on")
                )
            }
        }
    }

    @Test("style sheet and script have a tag, and occur once")
    func assets() async throws {
        try await FrontWorld.run { world in
            let page = try await world.call(.get, "/login/").text
            for name in ["console.css", "console.js"] {
                let address = try #require(page.firstMatch(of: try Regex("/console/\(name)\\?[0-9a-f]{16}"))).0
                let file = try await world.call(.get, String(address))
                let tag = try #require(file.headers[.eTag])
                #expect(file.status == 200 && file.text.count > 1000)
                let known = try await world.call(.get, String(address), headers: [.ifNoneMatch: "W/\(tag), \"x\""])
                #expect(known.status == 304 && known.text.isEmpty)
                #expect(try await world.call(.get, String(address), headers: [.ifNoneMatch: "\"x\""]).status == 200)
            }
        }
    }

    @Test("the installer contains the server that it came from, and no invalid name")
    func installer() async throws {
        try await FrontWorld.run { world in
            let script = try await world.call(.get, "/install.sh")
            #expect(script.status == 200 && script.text.hasPrefix("#!/bin/sh\n") && !script.text.contains("@SERVER@"))
            for distribution in Distribution.all { #expect(script.text.contains(distribution.name)) }
            #expect(script.text.contains("; use \(Distribution.inWords("or"))\""))
            #expect(!script.text.contains("@DISTRIBUTION"))
            #expect(script.text.contains(try Regex(#"\nserver="http://[a-z0-9.:]+"\n"#)))
        }
        for authority in ["a\"; reboot; \"", "$(reboot)", "a b", "`x`", "", nil] {
            #expect(InstallerRoute.server(authority: authority, isSecure: true) == nil)
        }
        #expect(InstallerRoute.server(authority: "[::1]:8080", isSecure: true) == "https://[::1]:8080")
    }
}
