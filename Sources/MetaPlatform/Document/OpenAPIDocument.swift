internal import HTTPTypes

/// The description of the API in OpenAPI 3.1, made of the endpoints that are served.
struct OpenAPIDocument: Sendable {
    private static let about = """
        Provisions workspaces. Errors say in detail what was wrong and with which field; a request that was refused \
        changed nothing. Paths answer without the slash at their end as well.
        """

    let endpoints: [Endpoint]

    var json: JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Moorage",
                "version": "1",
                "description": .string(Self.about),
            ],
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
                "schemas": .object(Schemas.all),
            ],
        ]
    }

    private var paths: [JSON.Member] {
        var order: [String] = []
        var operations: [String: [JSON.Member]] = [:]
        for endpoint in endpoints {
            for path in [endpoint.path] + endpoint.aliases {
                if operations[path] == nil { order.append(path) }
                let method = endpoint.method.rawValue.lowercased()
                operations[path, default: []].append(.init(method, operation(endpoint, path)))
            }
        }
        return order.map { .init($0, .object(operations[$0] ?? [])) }
    }

    private func operation(_ endpoint: Endpoint, _ path: String) -> JSON {
        var members: [JSON.Member] = [
            .init("operationId", .string(Self.name(endpoint, path))),
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
                        "content": ["application/json": ["schema": Self.schema(body)]],
                    ]
                )
            )
        }
        members.append(.init("responses", Self.responses(endpoint)))
        return .object(members)
    }

    /// `get_api_workspaces_id`
    private static func name(_ endpoint: Endpoint, _ path: String) -> String {
        let parts = path.split { !$0.isLetter && !$0.isNumber && $0 != "-" }
        return ([endpoint.method.rawValue.lowercased()] + parts.map(String.init)).joined(separator: "_")
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
            // A workspace is named by its number or by its public name.
            let type: JSON = name == WorkspaceAccess.parameter ? "string" : "integer"
            return JSON.object([
                .init("name", .string(name)), .init("in", "path"), .init("required", true),
                .init("schema", ["type": type]),
            ])
        }
        let inQuery = endpoint.query.map { field in
            JSON.object([.init("name", .string(field.name)), .init("in", "query"), .init("schema", field.schema)])
        }
        let inHeaders = endpoint.headers.map { field in
            JSON.object([.init("name", .string(field.name)), .init("in", "header"), .init("schema", field.schema)])
        }
        return inPath + inQuery + inHeaders
    }

    private static func schema(_ fields: [Field]) -> JSON {
        let required = fields.filter(\.isRequired).map { JSON.string($0.name) }
        var members: [JSON.Member] = [.init("type", "object")]
        if !required.isEmpty { members.append(.init("required", .array(required))) }
        members.append(.init("properties", .object(fields.map { .init($0.name, $0.bodySchema) })))
        return .object(members)
    }

    private static func responses(_ endpoint: Endpoint) -> JSON {
        var success: [JSON.Member] = [.init("description", "Done.")]
        if let name = endpoint.answer.schema {
            let one: JSON = ["$ref": .string("#/components/schemas/\(name)")]
            let schema: JSON = endpoint.answer.isList ? ["type": "array", "items": one] : one
            success.append(.init("content", .object([.init(endpoint.answer.type, ["schema": schema])])))
        } else if endpoint.answer.status != .noContent {
            success.append(.init("content", .object([.init(endpoint.answer.type, .object([]))])))
        }
        let error = endpoint.errorName == "error" ? "ValidationError" : "Error"
        let body: JSON = ["application/json": ["schema": ["$ref": .string("#/components/schemas/\(error)")]]]
        let general: JSON = ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]]
        return .object([
            .init(String(endpoint.answer.status.code), .object(success)),
            .init("4XX", ["description": "Refused; nothing was changed.", "content": body]),
            .init(
                "429",
                [
                    "description": "Too often; ask again after Retry-After.",
                    "headers": ["Retry-After": ["description": "Seconds to wait.", "schema": ["type": "integer"]]],
                    "content": body,
                ]
            ),
            .init("503", ["description": "Not now; ask again after Retry-After.", "content": general]),
        ])
    }
}
