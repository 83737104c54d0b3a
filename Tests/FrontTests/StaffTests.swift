import Database
import HTTPTypes
import Metrics
import Postgres
import Telemetry
import Testing
import Workspaces

@testable import Front

@Suite("What staff can see and end")
struct StaffTests {
    @Test("staff lists all users, page by page, with their objects")
    func users() async throws {
        try await FrontWorld.run { world in
            let staff = try await world.register("staff@example.com", isStaff: true)
            let me = try await world.register("me@example.com", maxWorkspaces: 3)
            _ = try await world.createWorkspace(as: me)
            _ = try await world.call(.post, "/api/auth/tokens/", as: me, #"{"name":"x"}"#)
            let all = try await world.call(.get, "/api/admin/users/", as: staff)
            #expect(all.list.map { $0["email"] } == ["me@example.com", "staff@example.com"])
            #expect(all.list[0]["workspace_count"] == 1 && all.list[0]["token_count"] == 1)
            #expect(all.list[0]["max_workspaces"] == 3 && all.list[1]["is_staff"] == true)
            #expect(!all.text.contains("$2"))
            let page = try await world.call(.get, "/api/admin/users/?page=2&page_size=1", as: staff)
            #expect(page.list.map { $0["email"] } == ["staff@example.com"])
            #expect(HTTPField.Name("X-Total-Count").flatMap { page.headers[$0] } == "2")
            #expect(
                try await world.call(.get, "/operators/", as: world.session(of: "staff@example.com")).text
                    .contains("<bdi>me@example.com</bdi>")
            )
        }
    }

    @Test("staff can see and end all users' enrolments and tokens; others can do neither")
    func ends() async throws {
        try await FrontWorld.run { world in
            let staff = try await world.register("staff@example.com", isStaff: true)
            let me = try await world.register("me@example.com")
            let other = try await world.register("other@example.com")
            let machine = try await world.enrolmentToken(as: me)
            let made = try await world.call(.post, "/api/auth/tokens/", as: me, #"{"name":"ci"}"#)
            let enrolments = try await world.call(.get, "/api/admin/enrolments/", as: staff).list
            #expect(enrolments.map { $0["created_by_email"] } == ["me@example.com"])
            let tokens = try await world.call(.get, "/api/admin/tokens/", as: staff)
            #expect(tokens.list.map { $0["owner_email"] } == ["me@example.com"] && !tokens.text.contains("mrg_"))
            // A staff token that was not created for it does not have staff rights.
            let narrow = try await world.call(
                .post,
                "/api/auth/tokens/",
                as: staff,
                #"{"name":"x","scopes":["write"]}"#
            )
            let bearer = Credentials.bearer(try #require(narrow["token"]?.text))
            let paths = ["/api/hosts/enrolments/\(enrolments[0]["id"]?.number ?? 0)/", "/api/auth/tokens/\(made.id)/"]
            for path in paths {
                #expect(try await world.call(.delete, path, as: other).status == 404, "\(path)")
                // No token revokes tokens.
                let refusal = path.contains("tokens") ? 403 : 404
                #expect(try await world.call(.delete, path, as: bearer).status == refusal, "\(path)")
                #expect(try await world.call(.delete, path, as: staff).status == 204, "\(path)")
                #expect(try await world.call(.delete, path, as: staff).status == 404, "\(path)")
            }
            #expect(try await world.call(.get, "/api/register-bare-metal/", as: machine).status == 401)
            let token = Credentials.bearer(try #require(made["token"]?.text))
            #expect(try await world.call(.get, "/api/workspaces/", as: token).status == 401)
        }
    }

    @Test("overwriting a staff password ends staff status, tokens and sessions")
    func writtenPassword() async throws {
        try await FrontWorld.run { world in
            let staff = try await world.register("staff@example.com", isStaff: true)
            _ = try await world.register("me@example.com")
            let made = try await world.call(
                .post,
                "/api/auth/tokens/",
                as: staff,
                #"{"name":"x","scopes":["admin"]}"#
            )
            let token = Credentials.bearer(try #require(made["token"]?.text))
            let console = try await world.session(of: "staff@example.com")
            for caller in [staff, token, console] {
                #expect(try await world.call(.get, "/api/admin/users/", as: caller).status == 200)
            }
            // As a client can, with a password it knows.
            try await world.pool.query(
                """
                UPDATE meta_users SET hashed_password = (SELECT hashed_password FROM meta_users WHERE email LIKE 'me@%')
                WHERE email LIKE 'staff@%'
                """
            )
            for (caller, status) in [(staff, 403), (token, 403), (console, 401)] {
                #expect(try await world.call(.get, "/api/admin/users/", as: caller).status == status)
            }
            #expect(try await world.call(.get, "/api/auth/users/me/", as: staff)["is_staff"] == false)
            #expect(try await PostgresAccountStore(pool: world.pool).setStaff(true, email: "staff@example.com"))
            #expect(try await world.call(.get, "/api/admin/users/", as: staff).status == 200)
        }
    }

    @Test("staff withdraws an enrolment in the console and stays on the operators' page")
    func console() async throws {
        try await FrontWorld.run { world in
            let staff = try await world.logIn("staff@example.com", isStaff: true)
            _ = try await world.register("me@example.com")
            _ = try await world.enrolmentToken(as: .basic("me@example.com"))
            let form = "/hosts/enrolments/1/withdraw/"
            let page = try await world.call(.get, "/operators/", as: staff).text
            #expect(page.contains(#"action="\#(form)""#) && page.contains("closet"))
            let gone = try await world.submit(form, as: staff, "from=operators")
            #expect(gone.status == 303 && gone.headers[.location] == "/operators/")
            #expect(try await world.pool.query("SELECT FROM moorage.host_enrolments").count == 0)
        }
    }

    @Test("the counters of guesses exist before the first one")
    func counters() async throws {
        let registry = PrometheusRegistry()
        let guesses = GuessGuard(logger: FrontWorld.logger, metrics: registry)
        #expect(registry.text().contains("moorage_otp_guessing_alerts_total 0\n"))
        #expect(registry.text().contains("moorage_otp_failures_total 0\n"))
        for _ in 0...GuessGuard.rule.free { _ = try await guesses.attempt(from: "a") { () -> Int? in nil } }
        #expect(registry.text().contains("moorage_otp_guessing_alerts_total 1\n"))
    }
}
