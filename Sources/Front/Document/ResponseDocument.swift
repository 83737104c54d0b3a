internal import HTTPTypes
internal import Workspaces

/// An endpoint's answer, with its headers, an example, and links to further calls.
struct ResponseDocument: Sendable {
    let endpoint: Endpoint

    /// - Parameter records: the schemas so far, to which those of the answer are added.
    func json(_ records: inout RecordSchema) throws -> JSON {
        let refusal = endpoint.errorName == "error" ? "ValidationError" : "Error"
        let retry = Self.headers([.init("Retry-After", Self.header("integer", "Seconds to wait."))])
        let challenge = Self.header("string", "How to log in; the console's own requests do not get it.")
        var responses: [JSON.Member] = [
            .init(String(endpoint.answer.status.code), try success(&records)),
            .init(
                "4XX",
                Self.response(
                    "Refused; nothing was changed.",
                    refusal,
                    Self.headers([.init("WWW-Authenticate", challenge)])
                )
            ),
        ]
        // The user's limit of calls a minute.
        if endpoint.access != .anyone || endpoint.limitsAttempts {
            responses.append(
                .init("429", Self.response("Too many requests; try again after Retry-After.", refusal, retry))
            )
        }
        responses.append(.init("503", Self.response("Not available now; try again after Retry-After.", refusal, retry)))
        return .object(responses)
    }

    private func success(_ records: inout RecordSchema) throws -> JSON {
        var members: [JSON.Member] = [.init("description", "Done."), .init("headers", Self.headers(pages))]
        if let record = endpoint.answer.record {
            let one = try records.reference(to: record)
            var content: [JSON.Member] = [
                .init("schema", endpoint.answer.isList ? ["type": "array", "items": one] : one)
            ]
            if let example = try Examples.answer(endpoint.answer) { content.append(.init("example", example)) }
            members.append(.init("content", .object([.init(endpoint.answer.type, .object(content))])))
        } else if endpoint.answer.status != .noContent {
            members.append(.init("content", .object([.init(endpoint.answer.type, .object([]))])))
        }
        if let links { members.append(.init("links", links)) }
        return .object(members)
    }

    /// For lists with pages.
    private var pages: [JSON.Member] {
        guard endpoint.query.contains(where: { $0.name == Paging.page.name }) else { return [] }
        return [
            .init("Link", Self.header("string", "The first, previous, next and last page (RFC 8288).")),
            .init("X-Total-Count", Self.header("integer", "The total number on all pages.")),
        ]
    }

    /// From a created object to the calls for it.
    private var links: JSON? {
        guard endpoint.answer.status == .created, let made = endpoint.answer.record,
            let next = Self.links[made.schemaName]
        else {
            return nil
        }
        return .object(
            next.map { link in
                .init(
                    link.name,
                    [
                        "operationId": .string(OpenAPIDocument.name(link.method, link.path)),
                        "parameters": .object([.init(link.parameter, .string("$response.body#/\(link.member)"))]),
                        "description": .string(link.about),
                    ]
                )
            }
        )
    }

    private struct Link: Sendable {
        let name: String
        let method: HTTPRequest.Method
        let path: String
        let parameter: String
        let member: String
        let about: String
    }

    /// By the schema of the created object.
    private static let links: [String: [Link]] = [
        "Workspace": [
            workspace("show", .get, "", "Its progress."),
            workspace("why", .get, "why/", "What it waits for."),
            workspace("logs", .get, "logs/", "What happened."),
            workspace("rename", .patch, "", "Another name."),
            workspace("cancel", .post, "cancel/", "A cancel of the operation in progress."),
            workspace("generate_otp", .post, "generate_otp/", "A one-time password with which apps find it."),
        ],
        "OneTimePassword": [
            Link(
                name: "revoke",
                method: .post,
                path: "/api/otps/{otp}/revoke/",
                parameter: "otp",
                member: "id",
                about: "Its early end."
            )
        ],
        "NewToken": [
            Link(
                name: "revoke",
                method: .delete,
                path: "/api/auth/tokens/{token}/",
                parameter: "token",
                member: "id",
                about: "Its early end."
            )
        ],
        "NewEnrolment": [
            Link(
                name: "withdraw",
                method: .delete,
                path: "/api/hosts/enrolments/{enrolment}/",
                parameter: "enrolment",
                member: "id",
                about: "No machine may use it any more."
            )
        ],
    ]

    private static func workspace(
        _ name: String,
        _ method: HTTPRequest.Method,
        _ rest: String,
        _ about: String
    ) -> Link {
        Link(
            name: name,
            method: method,
            path: WorkspaceEndpoints.path + rest,
            parameter: WorkspaceAccess.parameter,
            member: "workspace_id",
            about: about
        )
    }

    private static func response(_ about: String, _ schema: String, _ headers: JSON) -> JSON {
        let name = schema == "Error" ? "detail" : "error"
        let text: JSON =
            schema == "Error" ? "name must be 1 to 100 characters long." : .string(ValidationEndpoint.refusal)
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

    /// In addition to the one of every answer.
    private static func headers(_ own: [JSON.Member]) -> JSON {
        .object([.init("X-Request-Id", header("string", "Identifies the request in the log."))] + own)
    }

    private static func header(_ type: String, _ about: String) -> JSON {
        ["description": .string(about), "schema": ["type": .string(type)]]
    }
}
