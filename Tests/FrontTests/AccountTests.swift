import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("Accounts over HTTP")
struct AccountTests {
    private static let example =
        #"{"email": "user@example.com", "username": "johndoe", "password": "SecurePass123!", "password_confirm": "SecurePass123!"}"#

    @Test(
        "registration answers as documented, field by field",
        arguments: ["/api/auth/users/register/", "/api/auth/users/register"]
    )
    func register(path: String) async throws {
        try await FrontWorld.run { world in
            let answer = try await world.call(.post, path, Self.example)
            #expect(answer.status == 201)
            #expect(
                answer.text == #"{"message":"User registered successfully","user":{"id":1,"email":"user@example.com","#
                    + #""username":"johndoe","subscription_tier":"free","max_workspaces":1,"workspace_count":0,"#
                    + #""can_create_workspace":true,"email_verified":false,"is_staff":false}}"#
            )
            let hash = try await world.pool.query("SELECT hashed_password FROM meta_users").decodeOnly(String.self)
            #expect(hash.hasPrefix("$2b$04$"))
            let me = try await world.call(.get, "/api/auth/users/me/", as: .basic("User@Example.com"))
            #expect(me.status == 200)
            #expect(me["email"] == "user@example.com")
        }
    }

    @Test("an e-mail belongs to one user, whatever its case, however many register at once")
    func taken() async throws {
        try await FrontWorld.run { world in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<8 {
                    let body = index.isMultiple(of: 2) ? Self.example : Self.example.replacing("user@", with: "USER@")
                    group.addTask { try await world.call(.post, "/api/auth/users/register/", body).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 201 }.count == 1)
            #expect(statuses.filter { $0 == 409 }.count == 7)
        }
    }

    @Test("a wrong password, an unknown user and a broken header are the same 401, with a challenge")
    func unauthorized() async throws {
        try await FrontWorld.run { world in
            try await world.register("me@example.com")
            var details: Set<String> = []
            for credentials in [
                Credentials.basic("me@example.com", "wrong-password"), .basic("nobody@example.com"),
                .basic("me@example.com", ""), .basic("me@example.com", String(repeating: "x", count: 500)),
            ] {
                let answer = try await world.call(.get, "/api/auth/users/me/", as: credentials)
                #expect(answer.status == 401)
                #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Basic") == true)
                details.insert(answer.detail)
            }
            #expect(details.count == 1)
            for header in ["Basic", "Basic !!!", "Basic bWU=", "Digest x", "Bearer x", "Bearer mrg_x", ""] {
                let answer = try await world.call(.get, "/api/auth/users/me/", headers: [.authorization: header])
                #expect(answer.status == 401, "\(header)")
            }
            #expect(try await world.call(.get, "/api/auth/users/me/").status == 401)
        }
    }

    @Test("a user with too many failures waits, and a correct password that was used before does not")
    func slowedDown() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            #expect(try await world.call(.get, "/api/auth/users/me/", as: me).status == 200)
            for _ in 0..<6 {
                _ = try await world.call(.get, "/api/auth/users/me/", as: .basic("me@example.com", "wrong-password"))
            }
            let refused = try await world.call(
                .get,
                "/api/auth/users/me/",
                as: .basic("me@example.com", "wrong-password")
            )
            #expect(refused.status == 401)
            #expect(refused.headers[.retryAfter] != nil)
            let login = try await world.call(
                .post,
                "/api/auth/sessions/",
                #"{"email":"ME@example.com","password":"wrong-password"}"#
            )
            #expect(login.status == 429)
            #expect(login.headers[.retryAfter] != nil)
            #expect(try await world.call(.get, "/api/auth/users/me/", as: me).status == 200)
        }
    }

    @Test("a remembered password is no longer valid once the stored hash differs")
    func changedPassword() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            #expect(try await world.call(.get, "/api/auth/users/me/", as: me).status == 200)
            try await world.pool.query("UPDATE meta_users SET hashed_password = 'pbkdf2_sha256$1$a$b'")
            #expect(try await world.call(.get, "/api/auth/users/me/", as: me).status == 401)
        }
    }

    @Test("a user whom another program created with bcrypt can log in")
    func foreignUser() async throws {
        try await FrontWorld.run { world in
            try await world.pool.query(
                """
                INSERT INTO meta_users (email, username, hashed_password)
                VALUES ('ext@example.com', 'ext', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW')
                """
            )
            let answer = try await world.call(.get, "/api/auth/users/me/", as: .basic("ext@example.com", "U*U"))
            #expect(answer.status == 200 && answer["email"] == "ext@example.com")
        }
    }
}

extension AccountTests {
    @Test("common passwords, differing ones, and ones that bcrypt would truncate create no user")
    func badPasswords() async throws {
        try await FrontWorld.run { world in
            let long = String(repeating: "x1", count: 37)
            let cases: [(String, String, Int)] = [
                ("password123", "password123", 409), ("SecurePass123!", "SecurePass123?", 409),
                ("me@example.com", "me@example.com", 409), ("short1!", "short1!", 400), (long, long, 400),
                (String(repeating: "éa", count: 25), String(repeating: "éa", count: 25), 409),
            ]
            for (password, confirm, status) in cases {
                let answer = try await world.call(
                    .post,
                    "/api/auth/users/register/",
                    #"{"email":"me@example.com","username":"me","password":"\#(password)","password_confirm":"\#(confirm)"}"#
                )
                #expect(answer.status == status, "\(password): \(answer.text)")
                #expect(answer.detail.contains("password"))
            }
            #expect(try await world.pool.query("SELECT count(*) FROM meta_users").decodeOnly(Int.self) == 0)
        }
    }
}

extension AccountTests {
    @Test("if registration is closed, nobody registers")
    func closed() async throws {
        var configuration = FrontConfiguration(address: ListenAddress(host: "127.0.0.1", port: 0))
        configuration.isRegistrationOpen = false
        try await FrontWorld.run(configuration: configuration) { world in
            let answer = try await world.call(
                .post,
                "/api/auth/users/register/",
                #"{"email":"me@example.com","username":"me","password":"SecurePass123!","password_confirm":"SecurePass123!"}"#
            )
            #expect(answer.status == 403)
            #expect(answer.detail.contains("Registration is closed"))
            #expect(try await world.pool.query("SELECT count(*) FROM meta_users").decodeOnly(Int.self) == 0)
        }
    }
}
