import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("Sessions and tokens over HTTP")
struct SessionTests {
    private static let login = #"{"email":"me@example.com","password":"SecurePass123!"}"#

    private func cookie(_ world: FrontWorld) async throws -> String {
        let answer = try await world.call(.post, "/api/auth/sessions/", Self.login)
        #expect(answer.status == 201)
        let header = try #require(answer.headers[.setCookie])
        return String(header.prefix { $0 != ";" })
    }

    @Test("a session opens with a cookie that scripts and other sites cannot read, and ends")
    func session() async throws {
        try await FrontWorld.run { world in
            try await world.register("me@example.com")
            let answer = try await world.call(.post, "/api/auth/sessions/", Self.login)
            let header = try #require(answer.headers[.setCookie])
            #expect(header.contains("; HttpOnly") && header.contains("; SameSite=Lax"))
            #expect(!header.contains("Secure"))
            let cookie = Credentials.cookie(String(header.prefix { $0 != ";" }))
            #expect(try await world.call(.get, "/api/auth/users/me/", as: cookie).status == 200)
            let closed = try await world.call(.delete, "/api/auth/sessions/", as: cookie)
            #expect(closed.status == 204)
            #expect(closed.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await world.call(.get, "/api/auth/users/me/", as: cookie).status == 401)
        }
    }

    @Test("except on loopback the cookie is sent over TLS only")
    func secureCookie() async throws {
        let configuration = FrontConfiguration(address: ListenAddress(host: "127.0.0.1", port: 0), isSecure: true)
        try await FrontWorld.run(configuration: configuration) { world in
            try await world.register("me@example.com")
            let answer = try await world.call(.post, "/api/auth/sessions/", Self.login)
            #expect(answer.headers[.setCookie]?.hasSuffix("; Secure") == true)
        }
        #expect(FrontConfiguration(address: ListenAddress(host: "0.0.0.0", port: 80)).isSecure)
    }

    @Test("another site's page cannot use the cookie")
    func forged() async throws {
        try await FrontWorld.run { world in
            try await world.register("me@example.com")
            let cookie = Credentials.cookie(try await cookie(world))
            let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
            let forged: [HTTPFields] = [
                [site: "cross-site"], [site: "same-site"], [.origin: "https://evil.example"], [.origin: "null"],
            ]
            for headers in forged {
                let answer = try await world.call(
                    .post,
                    "/api/auth/tokens/",
                    as: cookie,
                    #"{"name":"x"}"#,
                    headers: headers
                )
                #expect(answer.status == 403, "\(headers)")
            }
            #expect(try await world.call(.get, "/api/auth/tokens/", as: cookie).list.isEmpty)
            let own = try await world.call(
                .post,
                "/api/auth/tokens/",
                as: cookie,
                #"{"name":"x"}"#,
                headers: [site: "same-origin"]
            )
            #expect(own.status == 201)
        }
    }

    @Test("a session ends with its time and with its password")
    func ended() async throws {
        try await FrontWorld.run { world in
            try await world.register("me@example.com")
            let first = Credentials.cookie(try await cookie(world))
            try await world.pool.query("UPDATE moorage.sessions SET expires_at = now()")
            #expect(try await world.call(.get, "/api/auth/users/me/", as: first).status == 401)
            let second = Credentials.cookie(try await cookie(world))
            #expect(try await world.call(.get, "/api/auth/users/me/", as: second).status == 200)
            try await world.pool.query("UPDATE meta_users SET hashed_password = hashed_password || 'x'")
            #expect(try await world.call(.get, "/api/auth/users/me/", as: second).status == 401)
        }
    }

    @Test("a token allows what its scopes say, is stored as a digest, and ends when it is revoked")
    func tokens() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let made = try await world.call(.post, "/api/auth/tokens/", as: me, #"{"name":"ci","expires_in_days":1}"#)
            #expect(made.status == 201)
            #expect(made["scopes"] == .array(["read"]))
            let secret = try #require(made["token"]?.text)
            let token = Credentials.bearer(secret)
            #expect(try await world.call(.get, "/api/auth/users/me/", as: token).status == 200)
            #expect(try await world.call(.post, "/api/auth/tokens/", as: token, #"{"name":"x"}"#).status == 403)
            let dump = try await world.pool.query("SELECT to_jsonb(t)::text FROM moorage.access_tokens t")
                .decodeOnly(String.self)
            #expect(!dump.contains(secret))
            #expect(!(try await world.call(.get, "/api/auth/tokens/", as: me).text.contains(secret)))
            let other = try await world.register("other@example.com")
            #expect(try await world.call(.delete, "/api/auth/tokens/\(made.id)/", as: other).status == 404)
            #expect(try await world.call(.delete, "/api/auth/tokens/\(made.id)/", as: me).status == 204)
            #expect(try await world.call(.get, "/api/auth/users/me/", as: token).status == 401)
        }
    }

    @Test("a token with scope write creates no tokens, because nobody is there in person")
    func tokenMakesNone() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let made = try await world.call(.post, "/api/auth/tokens/", as: me, #"{"name":"ci","scopes":["write"]}"#)
            let token = Credentials.bearer(try #require(made["token"]?.text))
            #expect(try await world.call(.get, "/api/auth/tokens/", as: token).status == 200)
            #expect(try await world.call(.post, "/api/auth/tokens/", as: token, #"{"name":"x"}"#).status == 403)
            let refused = try await world.call(.delete, "/api/auth/tokens/\(made.id)/", as: token)
            #expect(refused.status == 403 && refused.detail.contains("log in"))
            #expect(try await world.call(.delete, "/api/auth/tokens/\(made.id)/", as: me).status == 204)
        }
    }

    @Test("only staff can have a token with scope admin")
    func adminTokens() async throws {
        try await FrontWorld.run { world in
            let body = #"{"name":"ci","scopes":["read","admin"]}"#
            let me = try await world.register("me@example.com")
            let refused = try await world.call(.post, "/api/auth/tokens/", as: me, body)
            #expect(refused.status == 403 && refused.detail.hasSuffix("may use the scope admin."))
            let staff = try await world.register("staff@example.com", isStaff: true)
            #expect(try await world.call(.post, "/api/auth/tokens/", as: staff, body).status == 201)
            let plain = try await world.call(.post, "/api/auth/tokens/", as: staff, #"{"name":"plain"}"#)
            let token = Credentials.bearer(try #require(plain["token"]?.text))
            let told = try await world.call(.get, "/api/admin/users/", as: token)
            #expect(told.status == 403 && told.detail.contains("lacks the scope admin"))
            let stranger = try await world.call(.get, "/api/admin/users/", as: me)
            #expect(stranger.status == 403 && stranger.detail.hasPrefix("Only staff"))
        }
    }
}
