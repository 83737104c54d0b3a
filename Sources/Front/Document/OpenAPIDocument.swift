internal import HTTPTypes

/// The description of the API in OpenAPI 3.1, generated from the served endpoints.
struct OpenAPIDocument: Sendable {
    private static let about = """
        Provisions workspaces. Errors say in detail what was wrong and with which field; a request that was refused \
        changed nothing. Paths also work without the final slash.
        """

    let endpoints: [Endpoint]

    /// - Throws: the error of encoding an example.
    func json() throws -> JSON {
        var records = RecordSchema()
        let paths = try paths(&records)
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Moorage",
                "version": "1",
                "description": .string(Self.about),
            ],
            "servers": [["url": "/", "description": "The server that this document was fetched from."]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "basic": ["type": "http", "scheme": "basic", "description": "The e-mail is the user name."],
                    "token": ["type": "http", "scheme": "bearer", "description": "A personal access token."],
                    "session": ["type": "apiKey", "in": "cookie", "name": .string(SessionCookie.name)],
                    "machine": [
                        "type": "http", "scheme": "bearer", "description": "A one-time token of an enrolment.",
                    ],
                ],
                "schemas": .object(Self.schemas + records.components),
            ],
        ]
    }

    /// The schemas of values that are not records.
    private static let schemas: [JSON.Member] = [
        .init("Error", refusal("detail")),
        .init("ValidationError", refusal("error")),
        // Any value without a NUL, which jsonb cannot store.
        .init(
            "Storable",
            [
                "type": ["string", "number", "boolean", "null", "array", "object"], "pattern": "^[^\\u0000]*$",
                // With more digits, a double is not exact.
                "minimum": -99_999_999_999_999_999, "maximum": 99_999_999_999_999_999, "items": storable,
                "propertyNames": ["pattern": "^[^\\u0000]*$"], "additionalProperties": storable,
            ]
        ),
    ]

    private static let storable: JSON = ["$ref": "#/components/schemas/Storable"]

    private static func refusal(_ member: String) -> JSON {
        [
            "type": "object", "required": [.string(member)],
            "properties": .object([.init(member, ["type": "string"])]),
        ]
    }

    private func paths(_ records: inout RecordSchema) throws -> [JSON.Member] {
        var order: [String] = []
        var operations: [String: [JSON.Member]] = [:]
        for endpoint in endpoints {
            for path in [endpoint.path] + endpoint.aliases {
                if operations[path] == nil { order.append(path) }
                let method = endpoint.method.rawValue.lowercased()
                operations[path, default: []].append(.init(method, try operation(endpoint, path, &records)))
            }
        }
        return order.map { .init($0, .object(operations[$0] ?? [])) }
    }

    private func operation(_ endpoint: Endpoint, _ path: String, _ records: inout RecordSchema) throws -> JSON {
        var members: [JSON.Member] = [
            .init("operationId", .string(Self.name(endpoint.method, path))),
            .init("summary", .string(endpoint.summary)),
            .init("tags", [.string(Self.tag(path))]),
            .init("security", Self.security(endpoint)),
        ]
        let parameters = Self.parameters(endpoint, path)
        if !parameters.isEmpty { members.append(.init("parameters", .array(parameters))) }
        if let body = endpoint.body {
            members.append(
                .init(
                    "requestBody",
                    [
                        "required": .bool(!endpoint.isBodyOptional),
                        "content": [
                            "application/json": ["schema": Self.schema(body), "example": Examples.body(body)]
                        ],
                    ]
                )
            )
        }
        members.append(.init("responses", try ResponseDocument(endpoint: endpoint).json(&records)))
        return .object(members)
    }

    /// `get_api_workspaces_id`
    static func name(_ method: HTTPRequest.Method, _ path: String) -> String {
        let parts = path.split { !$0.isLetter && !$0.isNumber && $0 != "-" }
        return ([method.rawValue.lowercased()] + parts.map(String.init)).joined(separator: "_")
    }

    private static func tag(_ path: String) -> String {
        path.split(separator: "/").dropFirst().first.map(String.init) ?? "documentation"
    }

    private static func security(_ endpoint: Endpoint) -> JSON {
        if endpoint.path == RegistrationEndpoints.path { return [["machine": []]] }
        return endpoint.access == .anyone ? [] : [["basic": []], ["token": []], ["session": []]]
    }

    private static func parameters(_ endpoint: Endpoint, _ path: String) -> [JSON] {
        let inPath = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
            let name = String(part.dropFirst().dropLast())
            // A workspace is identified by its number or by its public name.
            let type: JSON = name == WorkspaceAccess.parameter ? "string" : "integer"
            return JSON.object([
                .init("name", .string(name)), .init("in", "path"), .init("required", true),
                .init("schema", ["type": type]), .init("example", Examples.parameter(name)),
            ])
        }
        return inPath + endpoint.query.map { parameter($0, in: "query") }
            + endpoint.headers.map { parameter($0, in: "header") }
    }

    private static func parameter(_ field: Field, in place: JSON) -> JSON {
        let example = Examples.value(of: field).map { JSON.Member("example", $0) }
        return .object(
            [.init("name", .string(field.name)), .init("in", place), .init("schema", field.schema)]
                + [example].compactMap { $0 }
        )
    }

    private static func schema(_ fields: [Field]) -> JSON {
        let required = fields.filter(\.isRequired).map { JSON.string($0.name) }
        var members: [JSON.Member] = [.init("type", "object")]
        if !required.isEmpty { members.append(.init("required", .array(required))) }
        members.append(.init("properties", .object(fields.map { .init($0.name, $0.bodySchema) })))
        return .object(members)
    }
}
