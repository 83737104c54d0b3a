internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// The codes with which client apps find workspaces: creating, listing and revoking them.
struct OneTimePasswordEndpoints: Sendable {
    /// Valid codes per workspace.
    static let limit: Int64 = 20
    /// Even with a million codes in the table, six digits collide with a probability of 6 %; this many collisions in a
    /// row do not happen.
    private static let draws = 20
    /// The default lifetime of a code.
    private static let usualHours: Int64 = 24

    private static let maxUses = Field(
        "max_uses",
        .integer(0...1_000_000),
        "How often the code is accepted; 0 for no limit, 1 if absent."
    )
    private static let hours = Field("expires_in_hours", .integer(1...720), "24 when absent.")

    let workspaces: any WorkspaceStore
    let passwords: any OneTimePasswordStore
    /// Hex digits in a code, from 6 to 12.
    let length: Int

    private var access: WorkspaceAccess { WorkspaceAccess(workspaces: workspaces) }

    var all: [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: WorkspaceEndpoints.path + "generate_otp/",
                summary: "Makes a one-time password.",
                access: .user(.write),
                body: [Self.maxUses, Self.hours],
                answer: .init(status: .created, record: OneTimePassword.self),
                aliases: [WorkspaceEndpoints.path + "generate-otp/"],
                handle: generate
            ),
            Endpoint(
                method: .get,
                path: WorkspaceEndpoints.path + "otps/",
                summary: "Lists the one-time passwords of a workspace, newest first.",
                access: .user(.read),
                query: [Paging.page, Paging.pageSize],
                answer: .init(record: OneTimePassword.self, isList: true),
                handle: { call in try await list(call, .workspace(access.workspace(call).number)) }
            ),
            Endpoint(
                method: .get,
                path: "/api/otps/",
                summary: "Lists the one-time passwords of all the user's workspaces, newest first.",
                access: .user(.read),
                query: [Paging.page, Paging.pageSize],
                answer: .init(record: OneTimePassword.self, isList: true),
                handle: { call in try await list(call, .owner(call.caller.id)) }
            ),
            Endpoint(
                method: .post,
                path: "/api/otps/{otp}/revoke/",
                summary: "Invalidates a one-time password.",
                access: .user(.write),
                answer: .init(record: OneTimePassword.self),
                handle: revoke
            ),
        ]
    }

    private func list(_ call: Call, _ scope: OneTimePassword.Scope) async throws -> Response {
        let paging = try Paging(call)
        let (codes, count) = try await passwords.list(scope, limit: paging.limit, offset: paging.offset)
        return try .json(codes, headers: paging.headers(call, count: count))
    }

    private func generate(_ call: Call) async throws -> Response {
        let record = try await access.workspace(call)
        let maxUses = try call.fields.optionalInteger(Self.maxUses) ?? 1
        let hours = try call.fields.optionalInteger(Self.hours) ?? Self.usualHours
        guard !["decommissioning", "decommissioned"].contains(record.status) else {
            throw APIError(.conflict, "The workspace is \(record.status); a code cannot find it.")
        }
        for _ in 0..<Self.draws {
            let code = String(RandomToken.hex(bytes: 6).prefix(length)).uppercased()
            let outcome = try await passwords.add(
                code,
                to: record.number,
                lifetime: .seconds(hours * 3600),
                maxUses: maxUses,
                limit: Self.limit
            )
            switch outcome {
            case .made(let password): return try .json(password, status: .created)
            case .limitReached:
                throw APIError(.conflict, "The workspace has \(Self.limit) valid codes; revoke one first.")
            case .codeTaken: continue
            }
        }
        throw APIError.unavailable("Codes of \(length) digits have run out; ask the operator for longer ones.")
    }

    private func revoke(_ call: Call) async throws -> Response {
        guard let id = call.context.number("otp"), id <= Int64(Int32.max),
            let password = try await passwords.revoke(id, owner: call.caller.owner)
        else { throw APIError.notFound("one-time password") }
        return try .json(password)
    }
}
