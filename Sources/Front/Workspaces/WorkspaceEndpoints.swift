internal import Crypto
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// Listing, creating, showing, renaming and removing workspaces.
struct WorkspaceEndpoints: Sendable {
    static let path = "/api/workspaces/{\(WorkspaceAccess.parameter)}/"
    private static let longestKey = 255

    let workspaces: any WorkspaceStore

    private var access: WorkspaceAccess { WorkspaceAccess(workspaces: workspaces) }

    var all: [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/workspaces/",
                summary:
                    "Lists the user's own workspaces, newest first; the header Link has the addresses of other pages.",
                access: .user(.read),
                query: [Paging.page, Paging.pageSize, Paging.status],
                answer: .init(record: Workspace.self, isList: true),
                handle: { call in try await list(call, owner: call.caller.id) }
            ),
            Endpoint(
                method: .post,
                path: "/api/workspaces/",
                summary:
                    "Creates a workspace. With the Idempotency-Key header a repeated request does not create a second one.",
                access: .user(.write),
                body: WorkspaceFields.all,
                headers: [
                    Field(
                        HTTPField.Name.idempotencyKey.rawName,
                        .text(1...Self.longestKey),
                        pattern: "^[!-~]+$",
                        "Chosen at random by the client for each workspace; remembered for a day."
                    )
                ],
                answer: .init(status: .created, record: Workspace.self),
                handle: create
            ),
            Endpoint(
                method: .get,
                path: Self.path,
                summary: "Shows a workspace, by its number or its workspace_id.",
                access: .user(.read),
                answer: .init(record: Workspace.self),
                handle: { call in try .json(try await access.workspace(call)) }
            ),
            Endpoint(
                method: .patch,
                path: Self.path,
                summary: "Renames a workspace.",
                access: .user(.write),
                body: [WorkspaceFields.name],
                answer: .init(record: Workspace.self),
                handle: rename
            ),
            Endpoint(
                method: .delete,
                path: Self.path,
                summary: "Decommissions a workspace; its row stays, and shows when it is done.",
                access: .user(.write),
                answer: .init(status: .accepted, record: Workspace.self),
                handle: decommission
            ),
        ]
    }

    /// - Parameter owner: nil for those of all users.
    func list(_ call: Call, owner: Int64?) async throws -> Response {
        let paging = try Paging(call)
        let (records, count) = try await workspaces.list(
            owner: owner,
            status: call.queryText(Paging.status),
            limit: paging.limit,
            offset: paging.offset
        )
        return try .json(records, headers: paging.headers(call, count: count))
    }

    private func create(_ call: Call) async throws -> Response {
        let caller = try call.caller
        let workspace = try WorkspaceFields.workspace(call.fields)
        let outcome = try await workspaces.create(workspace, owner: caller.id, repetition: repetition(call))
        switch outcome {
        case .made(let record): return try .json(record, status: .created)
        case .repeated(let record):
            return try .json(record, status: .created, headers: [.idempotentReplayed: "true"])
        case .keyTaken:
            throw APIError(.conflict, "Idempotency-Key was used for another request; use a new one.")
        case .limitReached(let count, let limit): throw Self.limitReached(count, limit)
        }
    }

    static func limitReached(_ count: Int64, _ limit: Int64) -> APIError {
        APIError(
            .forbidden,
            "You have \(count) of at most \(limit) workspaces; delete one, or request a larger subscription."
        )
    }

    private func repetition(_ call: Call) throws -> NewWorkspace.Repetition? {
        guard let key = call.request.headers[.idempotencyKey] else { return nil }
        guard (1...Self.longestKey).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw APIError.field(
                HTTPField.Name.idempotencyKey.rawName,
                "must have 1 to \(Self.longestKey) visible ASCII characters; a space is not allowed."
            )
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
        try await WorkspaceRequests(workspaces: workspaces).ask(for: .operation(.decommission), of: record.number)
        return try await present(record, status: .accepted)
    }

    /// The current workspace.
    private func present(_ record: Workspace, status: HTTPResponse.Status = .ok) async throws -> Response {
        let now = try await workspaces.workspace(.number(record.number)) ?? record
        return try .json(now, status: status)
    }
}
