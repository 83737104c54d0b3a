import CommandOutput
import Database
import Front
import Orchestrator
import Workspaces

/// Asks the database.
struct DatabaseWorkspaceClient: WorkspaceClient {
    /// How often a follower looks: there is a NOTIFY for each row, but a command may sit behind a pooler.
    private static let interval = Duration.milliseconds(250)

    let context: CommandContext

    func list(everybodys _: Bool) async throws -> [WorkspaceSummary] { try await context.workspaces.list() }

    func workspace(_ id: String) async throws -> WorkspaceSummary {
        guard let summary = try await context.workspaces.list(workspaceID: id).first else {
            throw CommandFailure.noWorkspace(id)
        }
        return summary
    }

    func create(_ order: WorkspaceOrder) async throws -> String {
        guard let owner = order.ownerEmail else {
            throw CommandFailure(
                "Say whose workspace it is: --owner E-MAIL, of a row in meta_users.",
                exitCode: CommandFailure.usedWrongly
            )
        }
        let creation = WorkspaceCreation(
            name: order.name,
            ownerEmail: owner,
            deploymentType: order.type.rawValue,
            region: order.region,
            resources: order.resources
        )
        guard let id = try await context.workspaces.create(creation) else {
            throw CommandFailure("No user has the e-mail \(Terminal.plain(owner)); insert it into meta_users.")
        }
        return id
    }

    func request(_ request: WorkspaceRequest, for id: String, keepForDebuggingHours: Int?) async throws {
        let number = try await workspace(id).number
        do {
            try await WorkspaceRequests(workspaces: PostgresWorkspaceStore(pool: context.database.pool)).ask(
                for: request,
                of: number,
                keepForDebuggingHours: keepForDebuggingHours.map(Int64.init)
            )
        } catch let refusal as WorkspaceRefusal {
            throw CommandFailure(refusal.description)
        }
    }

    func explanation(of id: String) async throws -> WorkspaceExplanation {
        let summary = try await workspace(id)
        let drift = try await context.workspaces.drift(of: summary.number)
        let last = try await context.workspaces.lastOutcome(of: summary.number)
        return WorkspaceExplanation(
            summary: summary,
            isRequestWaiting: try await context.workspaces.hasUntakenRequest(summary.number),
            drift: drift.map { finding in
                WorkspaceExplanation.Finding(
                    kind: finding.kind,
                    subject: finding.subject,
                    detail: finding.detail,
                    isRepairable: finding.isRepairable
                )
            },
            lastOperation: last.map { outcome, error, finishedAt in
                WorkspaceExplanation.LastOperation(outcome: outcome, error: error, finishedAt: finishedAt)
            }
        )
    }

    func log(of workspace: WorkspaceSummary, after number: Int64) async throws -> [ProvisioningLogEntry] {
        try await context.logs.read(workspace.number, after: number)
    }

    func follow(_ workspace: WorkspaceSummary, after number: Int64, on screen: FollowScreen) async throws {
        var follower = ProvisioningLogFollower(pool: context.database.pool, workspace: workspace.number, after: number)
        while true {
            // The rest is looked at first: rows that were written before it are then seen for sure.
            let rest = await self.rest(of: workspace)
            let entries = try await follower.next()
            try screen.show(entries)
            guard entries.isEmpty else { continue }
            if case .resting = rest { return }
            if case .moving(let present) = rest { screen.showProgress(present) }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Whether more is to come.
    private enum Rest {
        case resting
        case moving(WorkspaceSummary)
        /// The database does not say now.
        case unknown
    }

    private func rest(of workspace: WorkspaceSummary) async -> Rest {
        do {
            // A request that nobody has taken yet is more to come, whatever the status says.
            let isAsked = try await context.workspaces.hasUntakenRequest(workspace.number)
            guard let present = try await context.workspaces.list(workspaceID: workspace.workspaceID).first else {
                return .resting
            }
            let isResting = WorkspaceStatus.isResting(present.status) && present.operation == nil && !isAsked
            return isResting ? .resting : .moving(present)
        } catch {
            return .unknown
        }
    }
}
