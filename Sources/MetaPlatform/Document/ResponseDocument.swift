internal import HTTPTypes

/// What an endpoint answers, with its headers, an example, and where to go on from there.
struct ResponseDocument: Sendable {
    /// Where attempts are counted, so that whoever tries too often waits.
    static let limited = ["/api/auth/users/register/", "/api/auth/sessions/", "/api/otps/validate/"]

    let endpoint: Endpoint

    var json: JSON {
        let refusal = endpoint.errorName == "error" ? "ValidationError" : "Error"
        let retry = Self.headers([.init("Retry-After", Self.header("integer", "Seconds to wait."))])
        let challenge = Self.header("string", "How to log in; browsers that show our pages get none.")
        var responses: [JSON.Member] = [
            .init(String(endpoint.answer.status.code), success),
            .init(
                "4XX",
                Self.response(
                    "Refused; nothing was changed.",
                    refusal,
                    Self.headers([.init("WWW-Authenticate", challenge)])
                )
            ),
        ]
        if endpoint.method == .post, Self.limited.contains(endpoint.path) {
            responses.append(.init("429", Self.response("Too often; ask again after Retry-After.", refusal, retry)))
        }
        responses.append(.init("503", Self.response("Not now; ask again after Retry-After.", "Error", retry)))
        return .object(responses)
    }

    private var success: JSON {
        var members: [JSON.Member] = [.init("description", "Done."), .init("headers", Self.headers(pages))]
        if let name = endpoint.answer.schema {
            let one: JSON = ["$ref": .string("#/components/schemas/\(name)")]
            var content: [JSON.Member] = [
                .init("schema", endpoint.answer.isList ? ["type": "array", "items": one] : one)
            ]
            if let example = Examples.answer(endpoint.answer) { content.append(.init("example", example)) }
            members.append(.init("content", .object([.init(endpoint.answer.type, .object(content))])))
        } else if endpoint.answer.status != .noContent {
            members.append(.init("content", .object([.init(endpoint.answer.type, .object([]))])))
        }
        if let links { members.append(.init("links", links)) }
        return .object(members)
    }

    /// Of lists that have pages.
    private var pages: [JSON.Member] {
        guard endpoint.query.contains(where: { $0.name == Paging.page.name }) else { return [] }
        return [
            .init("Link", Self.header("string", "The first, previous, next and last page (RFC 8288).")),
            .init("X-Total-Count", Self.header("integer", "How many there are on all pages.")),
        ]
    }

    /// From a workspace that was created to what can be asked of it.
    private var links: JSON? {
        guard endpoint.answer.schema == "Workspace", endpoint.answer.status == .created else { return nil }
        func link(_ path: String, _ about: String) -> JSON {
            [
                "operationId": .string(OpenAPIDocument.name(.get, path)),
                "parameters": .object([.init(WorkspaceAccess.parameter, "$response.body#/workspace_id")]),
                "description": .string(about),
            ]
        }
        return [
            "show": link(WorkspaceEndpoints.path, "How far it is."),
            "why": link(WorkspaceEndpoints.path + "why/", "What it waits for."),
            "logs": link(WorkspaceEndpoints.path + "logs/", "What happened."),
        ]
    }

    private static func response(_ about: String, _ schema: String, _ headers: JSON) -> JSON {
        let name = schema == "Error" ? "detail" : "error"
        let text: JSON = schema == "Error" ? "name must have 1 to 100 characters." : .string(ValidationEndpoint.refusal)
        return [
            "description": .string(about), "headers": headers,
            "content": [
                "application/json": [
                    "schema": ["$ref": .string("#/components/schemas/\(schema)")],
                    "example": .object([.init(name, text)]),
                ]
            ],
        ]
    }

    /// With the one that every answer has.
    private static func headers(_ own: [JSON.Member]) -> JSON {
        .object([.init("X-Request-Id", header("string", "Names the request in the log."))] + own)
    }

    private static func header(_ type: String, _ about: String) -> JSON {
        ["description": .string(about), "schema": ["type": .string(type)]]
    }
}
