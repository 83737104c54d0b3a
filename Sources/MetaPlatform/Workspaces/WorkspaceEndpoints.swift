internal import Crypto
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import PlatformStore
internal import WorkspaceModel

/// Listing, creating, showing, renaming and removing workspaces.
struct WorkspaceEndpoints: Sendable {
    static let path = "/api/workspaces/{\(WorkspaceAccess.parameter)}/"
    static let idempotencyKey = "Idempotency-Key"
    private static let longestKey = 255
    private static let status = Field("status", .text(1...20), "Only those with this status.")

    let workspaces: any WorkspaceStore

    private var access: WorkspaceAccess { WorkspaceAccess(workspaces: workspaces) }

    var all: [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/workspaces/",
                summary: "Lists one's own workspaces, newest first; pages are named in the header Link.",
                access: .user(.read),
                query: [Paging.page, Paging.pageSize, Self.status],
                answer: .init(schema: "Workspace", isList: true),
                handle: list
            ),
            Endpoint(
                method: .post,
                path: "/api/workspaces/",
                summary:
                    "Creates a workspace. With the header Idempotency-Key a repeated request creates no second one.",
                access: .user(.write),
                body: WorkspaceFields.all,
                headers: [
                    Field(
                        Self.idempotencyKey,
                        .text(1...Self.longestKey),
                        pattern: "^[!-~]+$",
                        "Drawn by the client for each workspace; remembered for a day."
                    )
                ],
                answer: .init(status: .created, schema: "Workspace"),
                handle: create
            ),
            Endpoint(
                method: .get,
                path: Self.path,
                summary: "Shows a workspace, by its number or its workspace_id.",
                access: .user(.read),
                answer: .init(schema: "Workspace"),
                handle: { call in .json(WorkspaceJSON.workspace(try await access.workspace(call))) }
            ),
            Endpoint(
                method: .patch,
                path: Self.path,
                summary: "Renames a workspace.",
                access: .user(.write),
                body: [WorkspaceFields.name],
                answer: .init(schema: "Workspace"),
                handle: rename
            ),
            Endpoint(
                method: .delete,
                path: Self.path,
                summary: "Takes a workspace down; its row stays, and says when it is done.",
                access: .user(.write),
                answer: .init(status: .accepted, schema: "Workspace"),
                handle: decommission
            ),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let paging = try Paging(call)
        let (records, count) = try await workspaces.list(
            owner: call.caller.id,
            status: call.queryText(Self.status),
            limit: paging.limit,
            offset: paging.offset
        )
        return .json(.array(records.map(WorkspaceJSON.workspace)), headers: paging.headers(call, count: count))
    }

    private func create(_ call: Call) async throws -> Response {
        let caller = try call.caller
        let workspace = try WorkspaceFields.workspace(call.fields)
        let outcome = try await workspaces.create(workspace, owner: caller.id, repetition: repetition(call))
        switch outcome {
        case .made(let record): return .json(WorkspaceJSON.workspace(record), status: .created)
        case .repeated(let record):
            var headers = HTTPFields()
            if let name = HTTPField.Name("Idempotent-Replayed") { headers[name] = "true" }
            return .json(WorkspaceJSON.workspace(record), status: .created, headers: headers)
        case .keyTaken:
            throw APIError(.conflict, "Idempotency-Key was used for another request; take a new one.")
        case .limitReached(let count, let limit): throw Self.limitReached(count, limit)
        }
    }

    static func limitReached(_ count: Int64, _ limit: Int64) -> APIError {
        APIError(
            .forbidden,
            "You have \(count) of at most \(limit) workspaces; delete one, or ask for a larger subscription."
        )
    }

    private func repetition(_ call: Call) throws -> NewWorkspace.Repetition? {
        guard let name = HTTPField.Name(Self.idempotencyKey), let key = call.request.headers[name] else { return nil }
        guard (1...Self.longestKey).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw APIError.field(Self.idempotencyKey, "must have 1 to \(Self.longestKey) printable characters.")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let body = try encoder.encode(JSONValue.object(call.fields.members))
        return NewWorkspace.Repetition(key: key, digest: Array(SHA256.hash(data: body)))
    }

    private func rename(_ call: Call) async throws -> Response {
        let record = try await access.workspace(call)
        let name = try call.fields.text(WorkspaceFields.name)
        try await workspaces.rename(record.number, to: name)
        return try await present(record)
    }

    private func decommission(_ call: Call) async throws -> Response {
        let record = try await access.workspace(call)
        try await WorkspaceRequests(workspaces: workspaces).decommission(record)
        return try await present(record, status: .accepted)
    }

    /// The workspace as it is now.
    private func present(_ record: WorkspaceRecord, status: HTTPResponse.Status = .ok) async throws -> Response {
        let now = try await workspaces.workspace(.number(record.number)) ?? record
        return .json(WorkspaceJSON.workspace(now), status: status)
    }
}
