import CommandOutput
import Curl
import Database
import Foundation
import Orchestrator
import Workspaces

/// Asks the API, as the user of a token.
struct APIWorkspaceClient: WorkspaceClient {
    /// What the API gives at most in one page of workspaces.
    private static let pageSize = 200
    /// Rows in one reading of a log: half of what the API gives at most, because messages may be long.
    private static let logPage = 500

    let connection: APIConnection

    func close() { connection.close() }

    func list(everybodys: Bool) async throws -> [WorkspaceSummary] {
        let path = everybodys ? "/api/admin/workspaces/" : "/api/workspaces/"
        var workspaces: [WorkspaceSummary] = []
        var known: Set<Int64> = []
        for page in 1... {
            let answer = try await connection.send(
                APICall(.get, "\(path)?page=\(page)&page_size=\(Self.pageSize)"),
                as: [APIAnswer.Workspace].self
            )
            // One that was created meanwhile moves others to the next page.
            workspaces += answer.filter { known.insert($0.id).inserted }.map(\.summary)
            if answer.count < Self.pageSize { break }
        }
        return workspaces
    }

    func workspace(_ id: String) async throws -> WorkspaceSummary {
        try await connection.send(Self.call(.get, id), as: APIAnswer.Workspace.self).summary
    }

    /// A call about a workspace.
    ///
    /// - Throws: ``CommandFailure`` for a name that no workspace has: it must not become a part of a path.
    static func call(_ method: CurlRequest.Method, _ id: String, _ rest: String = "") throws -> APICall {
        guard let name = WorkspaceID(id) else { throw CommandFailure.noWorkspace(id) }
        return APICall(method, "/api/workspaces/\(name.rawValue)/\(rest)", workspaceID: id)
    }

    func create(_ order: WorkspaceOrder) async throws -> String {
        if let owner = order.ownerEmail { try await checkOwner(owner) }
        let body: JSONValue = .object([
            "name": .string(order.name),
            "deployment_type": .string(order.type.rawValue),
            "region": .string(order.region),
            "vcpu": .integer(Int64(order.resources.vcpu)),
            "ram_gb": .integer(Int64(order.resources.ramGB)),
            "storage_gb": .integer(Int64(order.resources.storageGB)),
        ])
        let call = APICall(
            .post,
            "/api/workspaces/",
            body: Array(try JSONEncoder().encode(body)),
            idempotencyKey: UUID().uuidString
        )
        return try await connection.send(call, as: APIAnswer.Workspace.self).workspaceID
    }

    private func checkOwner(_ owner: String) async throws {
        let user = try await connection.send(APICall(.get, "/api/auth/users/me/"), as: APIAnswer.User.self)
        guard user.email.lowercased() == owner.lowercased() else {
            throw CommandFailure(
                "Over the API a workspace belongs to the token's user, \(Terminal.plain(user.email)): leave --owner away, "
                    + "or use a token of \(Terminal.plain(owner))."
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
            let body = JSONValue.object(["keep_for_debugging_hours": .integer(Int64(keepForDebuggingHours))])
            call.body = Array(try JSONEncoder().encode(body))
        }
        _ = try await connection.send(call)
    }

    func explanation(of id: String) async throws -> WorkspaceExplanation {
        let summary = try await workspace(id)
        let answer = try await connection.send(Self.call(.get, id, "why/"), as: APIAnswer.Explanation.self)
        return WorkspaceExplanation(
            summary: summary,
            isRequestWaiting: answer.isRequestWaiting,
            drift: answer.drift.map { finding in
                WorkspaceExplanation.Finding(
                    kind: finding.kind,
                    subject: finding.subject,
                    detail: finding.detail,
                    isRepairable: finding.isRepairable
                )
            },
            lastOperation: answer.lastOperation
        )
    }

    func log(of workspace: WorkspaceSummary, after number: Int64) async throws -> [ProvisioningLogEntry] {
        // The database takes a negative number for the beginning.
        let call = try Self.call(.get, workspace.workspaceID, "logs/?after=\(max(0, number))&limit=\(Self.logPage)")
        return try await connection.send(call, as: [ProvisioningLogEntry].self)
    }

    func follow(_ workspace: WorkspaceSummary, after number: Int64, on screen: FollowScreen) async throws {
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

    /// Keeps the progress under a log up to date until it is cancelled.
    private func showProgress(of id: String, on screen: FollowScreen) async throws {
        let call = try Self.call(.get, id)
        while true {
            // What cannot be said now is said the next time; the follower knows what to do about it.
            let present = try? await connection.send(call, as: APIAnswer.Workspace.self, patience: .zero)
            if let present { screen.showProgress(present.summary) }
            try await Task.sleep(for: FollowScreen.progressInterval)
        }
    }

    /// The steps that an operation would take, in the word of the daemon that would take them.
    func steps(of kind: OperationKind, type: DeploymentType) async throws -> [String] {
        try await connection.send(
            APICall(.get, "/api/plan/?kind=\(kind.rawValue)&deployment_type=\(type.rawValue)"),
            as: APIAnswer.Plan.self
        ).steps
    }
}
