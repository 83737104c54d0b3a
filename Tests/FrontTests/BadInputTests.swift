import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("Bad input over HTTP")
struct BadInputTests {
    /// Bodies that no endpoint with a required field accepts.
    private static let bodies: [(name: String, bytes: [UInt8])] = [
        ("empty", []), ("not an object", Array("[]".utf8)), ("a text", Array(#""x""#.utf8)),
        ("null", Array("null".utf8)),
        ("cut off", Array(#"{"name": "x"#.utf8)), ("trailing", Array(#"{} {}"#.utf8)),
        ("not UTF-8", [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]), ("a NUL", [0]),
        ("NaN", Array(#"{"vcpu": NaN}"#.utf8)),
        ("lone surrogate", Array(#"{"name": "\ud800", "email": "\ud800", "otp": "\ud800"}"#.utf8)),
        ("deep", Array((String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)).utf8)),
        (
            "deep object",
            Array((String(repeating: #"{"a":"#, count: 1000) + "1" + String(repeating: "}", count: 1000)).utf8)
        ),
    ]

    @Test("a missing body or content type makes no endpoint fail with 500, and each refusal has its sentence")
    func bodies() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 5, isStaff: true)
            _ = try await world.createWorkspace(as: me)
            let machine = try await world.enrolmentToken(as: me)
            let before = try await snapshot(world)
            for endpoint in world.endpoints where endpoint.body?.contains(where: \.isRequired) == true {
                let path = FrontWorld.path(of: endpoint)
                for (name, bytes) in Self.bodies {
                    let caller = endpoint.path == RegistrationEndpoints.path ? machine : me
                    let answer = try await world.call(endpoint.method, path, as: caller, bytes: bytes)
                    #expect((400..<500).contains(answer.status), "\(endpoint.method) \(path) \(name): \(answer.text)")
                    #expect(answer[endpoint.errorName]?.text?.isEmpty == false, "\(path) \(name): \(answer.text)")
                }
                for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
                    let answer = try await world.call(endpoint.method, path, as: me, "{}", type: type)
                    #expect(answer.status == 415, "\(path) \(type): \(answer.text)")
                }
            }
            #expect(try await snapshot(world) == before)
        }
    }

    @Test("a body that is too long is refused, and the connection closes")
    func tooLong() async throws {
        try await FrontWorld.run { world in
            let large = [UInt8](repeating: 0x20, count: JSONBody.longest + 1)
            let answer = try await world.call(.post, "/api/otps/validate/", bytes: large)
            #expect(answer.status == 413)
            #expect(answer["error"]?.text?.contains("65536") == true)
            #expect(answer.headers[.connection] == "close")
        }
    }

    /// Invalid values for a kind of field.
    private static func badValues(_ kind: Field.Kind) -> [String] {
        switch kind {
        case .text(let lengths):
            [
                "1", "true", "[]", "{}", #""\u0000""#, #""a\u0000b""#, #""a\nb""#, #""\u001b[31mred""#, #""\u0085""#,
                "\"\(String(repeating: "x", count: lengths.upperBound + 1))\"",
            ]
        case .integer(let range):
            [
                #""1""#, "true", "[]", "{}", "1.5", "\(range.upperBound + 1)", "\(range.lowerBound - 1)", "1e400",
                "99999999999999999999999999", "-99999999999999999999999999",
            ]
        case .bool: [#""true""#, "1", "[]", "{}"]
        case .choice: [#""other""#, "1", "[]", "{}", #""""#, #""\u0000""#]
        case .choices: [#""read""#, "1", "{}", #"["other"]"#, "[1]", "[null]"]
        case .object(let longest):
            [
                "1", #""x""#, "[]", #"{"a":"\u0000"}"#, #"{"\u0000":1}"#,
                #"{"a":"\#(String(repeating: "x", count: longest))"}"#,
            ]
        }
    }

    @Test("each field refuses what it cannot hold, by its name, and nothing is changed")
    func fields() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 5, isStaff: true)
            _ = try await world.createWorkspace(as: me)
            let machine = try await world.enrolmentToken(as: me)
            let before = try await snapshot(world)
            for endpoint in world.endpoints {
                let path = FrontWorld.path(of: endpoint)
                for field in endpoint.body ?? [] {
                    for value in Self.badValues(field.kind) + (field.isRequired ? ["null"] : []) {
                        let body = FrontWorld.body(of: endpoint, replacing: field.name, with: value)
                        let answer = try await world.call(
                            endpoint.method,
                            path,
                            as: endpoint.path == RegistrationEndpoints.path ? machine : me,
                            body
                        )
                        #expect(
                            (400..<500).contains(answer.status),
                            "\(endpoint.method) \(path) \(field.name)=\(value.prefix(40)): \(answer.text)"
                        )
                        let sentence = answer[endpoint.errorName]?.text ?? ""
                        let names = sentence.contains(field.name) || sentence.contains("not valid JSON")
                        #expect(names, "\(path) \(field.name)=\(value.prefix(40)): \(answer.text)")
                    }
                }
            }
            #expect(try await snapshot(world) == before)
        }
    }

    @Test("each field of a query refuses what it cannot hold, by its name")
    func queries() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", isStaff: true)
            _ = try await world.createWorkspace(as: me)
            for endpoint in world.endpoints {
                let path = FrontWorld.path(of: endpoint)
                for field in endpoint.query {
                    let values: [String] =
                        switch field.kind {
                        case .integer: ["", "x", "1.5", "-99999999999999999999", "99999999999999999999", "%00", "1%20"]
                        case .choice: ["", "other", "%00"]
                        default: ["", "%00", "%0a", String(repeating: "x", count: 3000)]
                        }
                    for value in values {
                        let answer = try await world.call(endpoint.method, "\(path)?\(field.name)=\(value)", as: me)
                        #expect(answer.status == 400, "\(path)?\(field.name)=\(value.prefix(30)): \(answer.text)")
                        #expect(answer.detail.contains(field.name))
                    }
                }
            }
        }
    }

    @Test("parts of a path that name nothing are a 404")
    func paths() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", isStaff: true)
            let parts = [
                "0", "-1", "999", "2147483648", "99999999999999999999", "x", "%00", "%ff", "1%00", "1.0", "ws7x2k4",
                "ws';--",
                "%2e%2e", String(repeating: "9", count: 2000),
            ]
            for endpoint in world.endpoints where endpoint.path.contains("{") {
                for part in parts {
                    let path = FrontWorld.path(of: endpoint, parameter: part)
                    let body = endpoint.body == nil ? nil : FrontWorld.body(of: endpoint)
                    let answer = try await world.call(endpoint.method, path, as: me, body)
                    #expect(
                        [404, 400].contains(answer.status),
                        "\(endpoint.method) \(path.prefix(80)): \(answer.text)"
                    )
                }
            }
        }
    }

    @Test("a method that a path does not have is a 405 that names those it has; unknown paths are 404")
    func methods() async throws {
        try await FrontWorld.run { world in
            let answer = try await world.call(.put, "/api/workspaces/")
            #expect(answer.status == 405)
            #expect(answer.headers[.allow] == "GET, HEAD, POST")
            for method in ["QUERY", "TRACE", "OPTIONS", "HEAD"].compactMap(HTTPRequest.Method.init(rawValue:)) {
                #expect(try await world.call(method, "/api/auth/users/register/").status == 405, "\(method)")
            }
            #expect(try await world.call(.get, "/api/nothing/").status == 404)
            #expect(try await world.call(.get, "/api/nothing/").detail.isEmpty == false)
        }
    }

    @Test("every answer is marked as safe as it is, and carries its request's id")
    func headers() async throws {
        try await FrontWorld.run { world in
            let id = HTTPField.Name.requestID
            for path in ["/api/workspaces/", "/api/nothing/", "/health/live"] {
                let answer = try await world.call(.get, path, headers: [id: "my-id_1.2"])
                #expect(answer.headers[id] == "my-id_1.2")
                #expect(answer.headers[.cacheControl] == "no-store")
                for (name, value) in [
                    ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
                    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
                ] {
                    #expect(answer.headers[try #require(HTTPField.Name(name))] == value)
                }
            }
            let odd = try await world.call(.get, "/api/nothing/", headers: [id: "a b<script>"])
            #expect(odd.headers[id]?.count == 16)
        }
    }

    /// Everything that a client can change.
    private func snapshot(_ world: FrontWorld) async throws -> [String] {
        try await world.pool.query(
            """
            SELECT to_jsonb(u)::text FROM meta_users u UNION ALL SELECT to_jsonb(w)::text FROM workspaces w
            UNION ALL SELECT to_jsonb(o)::text FROM workspace_otps o
            UNION ALL SELECT (to_jsonb(t) - 'last_used_at')::text FROM moorage.access_tokens t
            UNION ALL SELECT to_jsonb(r)::text FROM moorage.requests r
            UNION ALL SELECT to_jsonb(e)::text FROM moorage.host_enrolments e
            ORDER BY 1
            """
        ).decode(String.self)
    }
}
