import CommandOutput
import Database
import Front
import Workspaces

/// Uses the database.
struct DatabaseWorkspaceClient: WorkspaceClient {
    /// How often a follower checks: there is a NOTIFY for each row, but a command may be behind a pooler.
    private static let interval = Duration.milliseconds(250)
    /// Rows per read, which bounds memory.
    private static let logPage: Int64 = 1000

    let context: CommandContext

    private var workspaces: PostgresWorkspaceStore { context.workspaces }

    func list(everybodys _: Bool) async throws -> [Workspace] { try await workspaces.all() }

    func workspace(_ id: String) async throws -> Workspace {
        guard let name = WorkspaceID(id), let workspace = try await workspaces.workspace(.name(name)) else {
            throw CommandFailure.noWorkspace(id)
        }
        return workspace
    }

    func create(_ workspace: NewWorkspace, owner: String?) async throws -> Workspace {
        guard let owner else {
            throw CommandFailure(
                "Name the owner: --owner E-MAIL, from a row in meta_users.",
                exitCode: CommandFailure.usedWrongly
            )
        }
        let accounts = PostgresAccountStore(pool: context.database.pool)
        guard let account = try await accounts.account(email: owner),
            let made = try await workspaces.insert(workspace, owner: account.id)
        else { throw CommandFailure("No user has the e-mail \(Terminal.plain(owner)); insert it into meta_users.") }
        return made
    }

    func request(_ request: WorkspaceRequest, for id: String, keepForDebuggingHours: Int?) async throws {
        let number = try await workspace(id).number
        do {
            try await WorkspaceRequests(workspaces: workspaces).ask(
                for: request,
                of: number,
                keepForDebuggingHours: keepForDebuggingHours.map(Int64.init)
            )
        } catch let refusal as WorkspaceRefusal {
            throw CommandFailure(refusal.description)
        }
    }

    func explanation(of id: String) async throws -> Explanation {
        try await workspaces.explain(try await workspace(id))
    }

    func log(of workspace: Workspace, after number: Int64) async throws -> [LogRow] {
        try await context.logs.rows(of: workspace.number, after: number, limit: Self.logPage)
    }

    func follow(_ workspace: Workspace, after number: Int64, on screen: FollowScreen) async throws {
        var last = number
        while true {
            do {
                // The status is read first, so that every row written before the workspace came to rest is seen.
                let state = try await context.logs.state(of: workspace.number)
                let rows = try await log(of: workspace, after: last)
                try screen.show(rows)
                last = rows.last?.number ?? last
                guard rows.isEmpty else { continue }
                guard let state, !state.isResting else { return }
                if screen.hasProgress, let present = try await workspaces.workspace(.number(workspace.number)) {
                    screen.showProgress(present)
                }
            } catch let error as FrontStoreError where error.code != .rejected {
                // Nothing is lost while the database is away: a row keeps its number.
            }
            try await Task.sleep(for: Self.interval)
        }
    }
}
