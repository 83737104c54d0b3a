import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("Console")
struct ConsoleTests {
    private static let wanted = "name=One&deployment_type=cloud&region=nyc3&vcpu=2&ram_gb=4&storage_gb=50"
    private static let pages = ["/", "/new/", "/hosts/", "/operators/"]
    private static let workspacePages = ["", "delete/"]
    private static let workspaceForms = ["delete/", "rename/", "retry/", "cancel/"]

    @Test("pages require a log-in, which leads back to the page")
    func access() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com")
            let token = try await world.call(
                .post,
                "/api/auth/tokens/",
                as: .basic("me@example.com"),
                #"{"name":"x","scopes":["write"]}"#
            )
            let bearer = Credentials.bearer(try #require(token["token"]?.text))
            for page in Self.pages + ["/workspaces/1/?level=info"] {
                for stranger in [Credentials.nobody, .basic("me@example.com"), bearer] {
                    let answer = try await world.call(.get, page, as: stranger)
                    #expect(answer.status == 303)
                    #expect(answer.headers[.location] == "/login/?next=\(LoginPages.encode(page))")
                }
            }
            #expect(try await world.submit("/new/", as: bearer, Self.wanted + "&key=abc").status == 303)
            #expect(try await world.pool.query("SELECT FROM workspaces").count == 0)
            #expect(try await world.call(.get, "/login/", as: me).status == 303)
            #expect(try await world.call(.get, "/operators/", as: me).status == 404)
            let out = try await world.submit("/logout/", as: me)
            #expect(out.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await world.call(.get, "/", as: me).status == 303)
        }
    }

    @Test("a wrong password is a 401 with the page, a form of another site is refused")
    func logIn() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com")
            let wrong = try await world.submit("/login/", "email=me@example.com&password=%3Cb%3Ex&next=//evil.example")
            #expect(wrong.status == 401 && wrong.text.contains("is wrong.") && !wrong.text.contains("evil"))
            #expect(wrong.headers[.wwwAuthenticate] == nil && wrong.headers[.setCookie] == nil)
            let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
            let login = "email=me@example.com&password=\(FrontWorld.password)"
            let forged = try await world.submit("/login/", login, headers: [site: "cross-site"])
            #expect(forged.status == 403 && forged.headers[.setCookie] == nil)
            for path in ["/new/", "/logout/", "/hosts/enrol/"] {
                let answer = try await world.submit(path, as: me, Self.wanted, headers: [site: "same-site"])
                #expect(answer.status == 403, "\(path)")
            }
            #expect(try await world.call(.get, "/", as: me).status == 200)
        }
    }

    @Test("a plan creates nothing and shows steps and price; the same plan sent twice creates one workspace")
    func creation() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com", maxWorkspaces: 1)
            let plan = try await world.submit("/new/plan/", as: me, Self.wanted)
            #expect(plan.status == 200 && plan.text.contains("$24.05") && plan.text.contains("Creating the droplet"))
            #expect(try await world.pool.query("SELECT FROM workspaces").count == 0)
            let key = try #require(plan.text.firstMatch(of: /name="key" value="([0-9a-f]{32})"/)?.output.1)
            let made = try await world.submit("/new/", as: me, Self.wanted + "&key=\(key)")
            let again = try await world.submit("/new/", as: me, Self.wanted + "&key=\(key)")
            #expect(made.status == 303 && again.headers[.location] == made.headers[.location])
            let rows = try await world.pool.query("SELECT name, region, vcpu FROM workspaces")
                .decode((String, String, Int64).self)
            #expect(rows.count == 1 && rows[0] == ("One", "nyc3", 2))
            let other = try await world.submit("/new/", as: me, Self.wanted + "&key=other")
            #expect(other.status == 403 && other.text.contains("at most 1"))
            let bad = try await world.submit("/new/plan/", as: me, "name=x&deployment_type=moon&vcpu=many")
            #expect(bad.status == 400 && bad.text.contains(#"role="alert""#))
            #expect(try await world.submit("/new/", as: me, Self.wanted).status == 400)
        }
    }

    @Test("another user's workspace, host and enrolment do not exist, and nothing changes")
    func others() async throws {
        try await FrontWorld.run { world in
            _ = try await world.logIn("owner@example.com")
            let id = try await world.createWorkspace(as: .basic("owner@example.com"))
            _ = try await world.enrolmentToken(as: .basic("owner@example.com"))
            let other = try await world.logIn("other@example.com")
            let look: PostgresQuery = """
                SELECT to_jsonb(w)::text FROM workspaces w UNION ALL SELECT to_jsonb(r)::text FROM moorage.requests r
                UNION ALL SELECT to_jsonb(e)::text FROM moorage.host_enrolments e ORDER BY 1
                """
            let before = try await world.pool.query(look).decode(String.self)
            for name in ["\(id)", "ws00000", "x", "-1"] {
                for page in Self.workspacePages {
                    let answer = try await world.call(.get, "/workspaces/\(name)/\(page)", as: other)
                    #expect(answer.status == 404 && !answer.text.contains("Production"), "\(name) \(page)")
                }
                for form in Self.workspaceForms {
                    let answer = try await world.submit("/workspaces/\(name)/\(form)", as: other, "name=mine")
                    #expect(answer.status == 404, "\(name) \(form)")
                }
            }
            #expect(try await world.submit("/hosts/enrolments/1/withdraw/", as: other).status == 404)
            #expect(try await world.submit("/hosts/1/remove/", as: other).status == 404)
            #expect(try await world.pool.query(look).decode(String.self) == before)
            #expect(!(try await world.call(.get, "/", as: other).text.contains("Production")))
        }
    }

    @Test("an owner renames, cancels, deletes; the page shows a refusal")
    func verbs() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com")
            let id = try await world.createWorkspace(as: .basic("me@example.com"))
            let path = "/workspaces/\(id)/"
            #expect(try await world.submit(path + "rename/", as: me, "name=Second").status == 303)
            #expect(try await world.call(.get, path, as: me).text.contains("<bdi>Second</bdi>"))
            #expect(try await world.submit(path + "rename/", as: me, "name=").status == 400)
            #expect(try await world.submit(path + "cancel/", as: me).status == 303)
            try await world.pool.execute(
                """
                DELETE FROM moorage.requests;
                INSERT INTO moorage.workspaces (number, workspace_id, status)
                SELECT id, workspace_id, 'failed' FROM workspaces
                """
            )
            let nothing = try await world.submit(path + "cancel/", as: me)
            #expect(
                nothing.status == 409 && nothing.text.contains("No operation is in progress that could be cancelled.")
            )
            let other = try await world.createWorkspace(as: .basic("me@example.com"))
            #expect(try await world.call(.get, "/workspaces/\(other)/delete/", as: me).status == 200)
            #expect(try await world.submit("/workspaces/\(other)/delete/", as: me).status == 303)
            let asked = try await world.pool.query(
                "SELECT kind FROM moorage.requests WHERE workspace_number = \(other) ORDER BY id"
            ).decode(String.self)
            #expect(asked.last == "decommission")
        }
    }

    @Test("the command that enrols a machine has a valid token")
    func enrolment() async throws {
        try await FrontWorld.run { world in
            let me = try await world.logIn("me@example.com")
            let page = try await world.submit("/hosts/enrol/", as: me, "name=closet")
            let token = try #require(page.text.firstMatch(of: /install\.sh \| sudo sh -s -- --token (mre_[\w-]+)/))
                .output.1
            let known = try await world.call(.get, "/api/register-bare-metal/", as: .bearer(String(token)))
            #expect(known.status == 200 && known["state"] == "open")
            #expect(!(try await world.call(.get, "/hosts/", as: me).text.contains(token)))
            #expect(try await world.submit("/hosts/enrol/", as: me, "shared=on").status == 403)
            #expect(try await world.submit("/hosts/enrolments/1/withdraw/", as: me).status == 303)
            #expect(try await world.call(.get, "/api/register-bare-metal/", as: .bearer(String(token))).status == 401)
        }
    }
}
