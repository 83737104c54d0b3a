import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("The API's own description")
struct DocumentTests {
    private static let methods: [(String, HTTPRequest.Method)] = [
        ("get", .get), ("post", .post), ("patch", .patch), ("delete", .delete), ("put", .put),
    ]

    @Test("every documented call answers with a documented status and body, and no other method does")
    func walk() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 50, isStaff: true)
            let document = try await world.call(.get, "/openapi.json").body
            let check = SchemaCheck(schemas: try #require(document["components"]?["schemas"]))
            guard case .object(let paths)? = document["paths"] else { throw TestFailure("no paths") }
            #expect(paths.count >= 30)
            var successes: Set<String> = []
            for (path, operations) in paths.sorted(by: { $0.key < $1.key }) {
                for (name, method) in Self.methods {
                    try await prepare(world, for: path)
                    guard let operation = operations[name] else {
                        let answer = try await world.call(method, path.filter { !"{}".contains($0) }, as: me)
                        #expect(answer.status == 405, "\(method) \(path)")
                        continue
                    }
                    let answer = try await answer(of: method, path, as: me, in: world)
                    if answer.status < 300 { successes.insert("\(name) \(path)") }
                    let problems = try problems(of: answer, to: "\(name) \(path)", operation, check)
                    #expect(problems.isEmpty, "\(name) \(path): \(problems)")
                }
            }
            let documented = paths.reduce(0) { count, path in
                count + Self.methods.filter { path.value[$0.0] != nil }.count
            }
            // A wrong code, and a log-in as another user: all other calls succeed here.
            #expect(successes.count == documented - 2, "\(successes.sorted())")
        }
    }

    /// The answer to a documented call.
    private func answer(
        of method: HTTPRequest.Method,
        _ path: String,
        as me: Credentials,
        in world: FrontWorld
    ) async throws -> Answer {
        let endpoint = world.endpoints.first { $0.method == method && ([$0.path] + $0.aliases).contains(path) }
        guard let endpoint else { throw TestFailure("\(path) is documented and not served") }
        return try await world.call(
            method,
            FrontWorld.path(of: endpoint),
            as: path == RegistrationEndpoints.path ? try await world.enrolmentToken(as: me) : me,
            endpoint.body == nil ? nil : FrontWorld.body(of: endpoint)
        )
    }

    /// How an answer differs from its documentation.
    private func problems(
        of answer: Answer,
        to call: String,
        _ operation: JSONValue,
        _ check: SchemaCheck
    ) throws -> [String] {
        let described =
            operation["responses"]?[String(answer.status)]
            ?? ((400..<500).contains(answer.status) ? operation["responses"]?["4XX"] : nil)
        let response = try #require(described, "\(call): \(answer.status) \(answer.text.prefix(200))")
        guard let schema = response["content"]?["application/json"]?["schema"] else { return [] }
        return check.problems(answer.body, schema)
    }

    /// The prerequisites of a path's call, whatever was called before.
    private func prepare(_ world: FrontWorld, for path: String) async throws {
        try await prepare(world)
        // A stream ends when its workspace is at rest.
        if path.hasSuffix("/stream/") { try await world.pool.execute("DELETE FROM moorage.requests") }
        if path.hasSuffix("/repair/") {
            try await world.pool.execute(
                """
                DELETE FROM moorage.requests; DELETE FROM moorage.workspaces WHERE number = 1;
                UPDATE workspaces SET status = 'active';
                INSERT INTO moorage.workspaces (number, workspace_id, status, site) VALUES (1, 'ws7x2k4', 'active', '{}')
                """
            )
        }
    }

    private func prepare(_ world: FrontWorld) async throws {
        try await world.pool.execute(
            """
            DELETE FROM moorage.operations; DELETE FROM moorage.requests; DELETE FROM moorage.host_enrolments;
            DELETE FROM moorage.access_tokens; DELETE FROM moorage.hosts; DELETE FROM workspace_otps;
            DELETE FROM workspaces; DELETE FROM moorage.requests; DELETE FROM moorage.workspaces;
            DELETE FROM meta_users WHERE id <> 1; DELETE FROM moorage.operation_history;
            INSERT INTO workspaces (id, workspace_id, name, owner_id, deployment_type, status)
            VALUES (1, 'ws7x2k4', 'a', 1, 'cloud', 'failed');
            INSERT INTO provisioning_logs (workspace_id, message) VALUES (1, 'a');
            INSERT INTO workspace_otps (id, workspace_id, otp_code) OVERRIDING SYSTEM VALUE VALUES (1, 1, 'A7F2D8');
            INSERT INTO moorage.hosts (id, kind, name, address, ssh_port, ssh_user, host_key_type, host_key_fingerprint,
                has_first_host_key, machine_id, vcpu, ram_gb, storage_gb, owner_id, state)
            OVERRIDING SYSTEM VALUE VALUES (1, 'bare_metal', 'h:22', 'h', 22, 'root', 'ssh-ed25519', 'f', false, 'm1', 8, 32,
                400, 1, 'ready');
            INSERT INTO moorage.access_tokens (id, digest, user_id, name, scopes)
            OVERRIDING SYSTEM VALUE VALUES (1, 'x', 1, 'x', '{read}');
            INSERT INTO moorage.host_enrolments (id, digest, created_by, owner_id, expires_at)
            OVERRIDING SYSTEM VALUE VALUES (1, 'x', 1, 1, now() + interval '1 hour');
            INSERT INTO moorage.workspaces (number, workspace_id, status) VALUES (7, 'ws00007', 'provisioning');
            INSERT INTO moorage.operations (workspace_number, kind, step, state, state_version)
            VALUES (7, 'provision', 'accept', '{}', 1);
            INSERT INTO moorage.workspaces (number, workspace_id, status) VALUES (1, 'ws7x2k4', 'failed');
            INSERT INTO moorage.requests (kind, workspace_number, workspace_id) VALUES ('repair', 1, 'ws7x2k4');
            SELECT setval(pg_get_serial_sequence(t, 'id'), nextval(pg_get_serial_sequence(t, 'id')) + 1)
            FROM unnest('{workspaces,workspace_otps,moorage.hosts,moorage.access_tokens,moorage.host_enrolments}'::text[]) t;
            """
        )
    }

    @Test("every endpoint is described, with a sentence and its fields")
    func complete() async throws {
        try await FrontWorld.run { world in
            let document = try await world.call(.get, "/openapi.json").body
            for endpoint in world.endpoints where !endpoint.path.hasPrefix("/openapi") && endpoint.path != "/docs/" {
                let operation = document["paths"]?[endpoint.path]?[endpoint.method.rawValue.lowercased()]
                #expect(operation?["summary"]?.text == endpoint.summary)
                for field in endpoint.body ?? [] {
                    let body = operation?["requestBody"]?["content"]?["application/json"]?["schema"]
                    #expect(body?["properties"]?[field.name]?["description"]?.text == field.about)
                }
            }
        }
    }

    @Test("every body, parameter and answer has an example that its own schema accepts, and bodies are accepted")
    func examples() async throws {
        try await FrontWorld.run { world in
            let document = try await world.call(.get, "/openapi.json").body
            let check = SchemaCheck(schemas: try #require(document["components"]?["schemas"]))
            guard case .object(let paths)? = document["paths"] else { throw TestFailure("no paths") }
            var (bodies, answers) = (0, 0)
            for endpoint in world.endpoints where endpoint.path.hasPrefix("/api/") {
                let operation = paths[endpoint.path]?[endpoint.method.rawValue.lowercased()]
                let place = "\(endpoint.method) \(endpoint.path)"
                if let body = endpoint.body {
                    bodies += 1
                    let content = operation?["requestBody"]?["content"]?["application/json"]
                    let (example, schema) = (try #require(content?["example"]), try #require(content?["schema"]))
                    #expect(check.problems(example, schema).isEmpty, "\(place): \(check.problems(example, schema))")
                    for field in body {
                        let value = try #require(example[field.name], "\(place) \(field.name)")
                        #expect(throws: Never.self, "\(place) \(field.name)") { try Self.read(field, value) }
                    }
                }
                if case .array(let parameters)? = operation?["parameters"] {
                    for parameter in parameters {
                        let example = try #require(parameter["example"], "\(place) \(parameter)")
                        #expect(check.problems(example, try #require(parameter["schema"])).isEmpty, "\(place)")
                    }
                }
                guard endpoint.answer.record != nil else { continue }
                answers += 1
                let content = operation?["responses"]?[String(endpoint.answer.status.code)]?["content"]
                let answer = try #require(content?["application/json"])
                let problems = check.problems(
                    try #require(answer["example"], "\(place)"),
                    try #require(answer["schema"])
                )
                #expect(problems.isEmpty, "\(place): \(problems)")
            }
            #expect(bodies >= 10 && answers >= 30)
        }
    }

    /// Reads a value by the rules of the field.
    private static func read(_ field: Field, _ value: JSONValue) throws {
        let fields = Fields(members: [field.name: value])
        switch field.kind {
        case .text, .choice: _ = try fields.text(field)
        case .integer: _ = try fields.optionalInteger(field)
        case .bool: _ = try fields.optionalBool(field)
        case .choices: _ = try fields.optionalChoices(field)
        case .object: _ = try fields.optionalObject(field)
        }
    }

    @Test("servers, headers of answers, waits and links are documented, and documented ones exist")
    func answers() async throws {
        try await FrontWorld.run { world in
            let document = try await world.call(.get, "/openapi.json").body
            guard case .array(let servers)? = document["servers"], case .object(let paths)? = document["paths"] else {
                throw TestFailure("no servers or no paths")
            }
            #expect(servers.map { $0["url"] } == ["/"])
            var operations: Set<String> = []
            for endpoint in world.endpoints {
                let operation = paths[endpoint.path]?[endpoint.method.rawValue.lowercased()]
                if let name = operation?["operationId"]?.text { operations.insert(name) }
                guard endpoint.path.hasPrefix("/api/") else { continue }
                let responses = operation?["responses"]
                #expect(responses?["503"]?["headers"]?["Retry-After"] != nil, "\(endpoint.path)")
                let success = responses?[String(endpoint.answer.status.code)]?["headers"]
                #expect(success?["X-Request-Id"] != nil, "\(endpoint.path)")
                let isPaged = endpoint.query.contains { $0.name == "page" }
                #expect((success?["Link"] != nil) == isPaged && (success?["X-Total-Count"] != nil) == isPaged)
            }
            for path in ["/api/auth/users/register/", "/api/auth/sessions/", "/api/otps/validate/"] {
                #expect(paths[path]?["post"]?["responses"]?["429"]?["headers"]?["Retry-After"] != nil, "\(path)")
            }
            var count = 0
            for endpoint in world.endpoints {
                let responses = paths[endpoint.path]?[endpoint.method.rawValue.lowercased()]?["responses"]
                guard case .object(let links)? = responses?["201"]?["links"] else { continue }
                count += links.count
                for (name, link) in links {
                    #expect(operations.contains(link["operationId"]?.text ?? ""), "\(endpoint.path) \(name)")
                }
            }
            // A workspace's six; one-time passwords are created at two addresses, tokens and enrolments at one each.
            #expect(count >= 9, "\(count)")
            let me = try await world.register("me@example.com", maxWorkspaces: 2)
            _ = try await world.createWorkspace(as: me)
            let list = try await world.call(.get, "/api/workspaces/?page=1&page_size=1", as: me)
            for name in ["X-Request-Id", "Link", "X-Total-Count"] {
                #expect(HTTPField.Name(name).flatMap { list.headers[$0] } != nil, "\(name)")
            }
        }
    }

    @Test("the page for people names every call and loads nothing from other servers")
    func page() async throws {
        try await FrontWorld.run { world in
            let page = try await world.call(.get, "/docs")
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            for endpoint in world.endpoints where !["/openapi.json", "/docs/"].contains(endpoint.path) {
                #expect(page.text.contains("<code>\(endpoint.method.rawValue) \(endpoint.path)</code>"))
            }
            #expect(!page.text.contains("<script") && !page.text.contains("http"))
        }
    }
}
