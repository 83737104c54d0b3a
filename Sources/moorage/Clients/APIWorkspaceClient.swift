import CommandOutput
import Curl
import Foundation
import Workspaces

/// Uses the API, as the user of a token.
struct APIWorkspaceClient: WorkspaceClient {
    /// Workspaces per page: a fifth of the API's maximum, so that an answer stays small.
    private static let pageSize = 200
    /// Rows per read of a log: half of the API's limit, because messages may be long.
    private static let logPage = 500

    let connection: APIConnection

    func close() { connection.close() }

    func list(everybodys: Bool) async throws -> [Workspace] {
        let path = everybodys ? "/api/admin/workspaces/" : "/api/workspaces/"
        var workspaces: [Workspace] = []
        var known: Set<WorkspaceNumber> = []
        for page in 1... {
            let answer = try await connection.send(
                APICall(.get, "\(path)?page=\(page)&page_size=\(Self.pageSize)"),
                as: [Workspace].self
            )
            // A workspace that is created meanwhile moves others to the next page.
            workspaces += answer.filter { known.insert($0.number).inserted }
            if answer.count < Self.pageSize { break }
        }
        return workspaces
    }

    func workspace(_ id: String) async throws -> Workspace {
        try await connection.send(Self.call(.get, id), as: Workspace.self)
    }

    /// A call about a workspace.
    ///
    /// - Throws: ``CommandFailure`` for an invalid name: it must not become a part of a path.
    static func call(_ method: CurlRequest.Method, _ id: String, _ rest: String = "") throws -> APICall {
        guard let name = WorkspaceID(id) else { throw CommandFailure.noWorkspace(id) }
        return APICall(method, "/api/workspaces/\(name.rawValue)/\(rest)", workspaceID: id)
    }

    func create(_ workspace: NewWorkspace, owner: String?) async throws -> Workspace {
        if let owner { try await checkOwner(owner) }
        let call = APICall(
            .post,
            "/api/workspaces/",
            body: try RecordEncoder.bytes(workspace),
            idempotencyKey: UUID().uuidString
        )
        return try await connection.send(call, as: Workspace.self)
    }

    private func checkOwner(_ owner: String) async throws {
        let user = try await connection.send(APICall(.get, "/api/auth/users/me/"), as: User.self)
        guard user.email.lowercased() == owner.lowercased() else {
            throw CommandFailure(
                "Over the API a workspace belongs to the token's user, \(Terminal.plain(user.email)): omit --owner, or use a token of \(Terminal.plain(owner))."
            )
        }
    }

    func request(_ request: WorkspaceRequest, for id: String, keepForDebuggingHours: Int?) async throws {
        guard request != .operation(.decommission) else {
            _ = try await connection.send(Self.call(.delete, id))
            return
        }
        var call = try Self.call(.post, id, "\(request.name)/")
        if let keepForDebuggingHours {
            call.body = try RecordEncoder.bytes(["keep_for_debugging_hours": keepForDebuggingHours])
        }
        _ = try await connection.send(call)
    }

    func explanation(of id: String) async throws -> Explanation {
        try await connection.send(Self.call(.get, id, "why/"), as: Explanation.self)
    }

    func log(of workspace: Workspace, after number: Int64) async throws -> [LogRow] {
        // The database treats a negative number as the beginning.
        let call = try Self.call(.get, workspace.workspaceID, "logs/?after=\(max(0, number))&limit=\(Self.logPage)")
        return try await connection.send(call, as: [LogRow].self)
    }

    func follow(_ workspace: Workspace, after number: Int64, on screen: FollowScreen) async throws {
        var follower = APILogFollower(
            connection: connection,
            call: try Self.call(.get, workspace.workspaceID, "logs/stream/"),
            last: max(0, number)
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            if screen.hasProgress { group.addTask { try await showProgress(of: workspace.workspaceID, on: screen) } }
            defer { group.cancelAll() }
            try await follower.run(on: screen)
        }
    }

    /// Updates the progress below a log until it is cancelled.
    private func showProgress(of id: String, on screen: FollowScreen) async throws {
        let call = try Self.call(.get, id)
        while true {
            // A failed update is tried again the next time; the follower handles the failure.
            let present = try? await connection.send(call, as: Workspace.self, patience: .zero)
            if let present { screen.showProgress(present) }
            try await Task.sleep(for: FollowScreen.progressInterval)
        }
    }

    /// The plan of an operation, in the words of the daemon that would carry it out.
    func plan(of kind: OperationKind, type: DeploymentType) async throws -> Plan {
        try await connection.send(
            APICall(.get, "/api/plan/?kind=\(kind.rawValue)&deployment_type=\(type.rawValue)"),
            as: Plan.self
        )
    }
}
