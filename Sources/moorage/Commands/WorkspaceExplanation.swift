import Orchestrator
import OrchestratorPostgres

/// What `moorage why --json` prints: the workspace as `workspace show` prints it, and why it is so.
struct WorkspaceExplanation: Encodable {
    private let summary: WorkspaceSummary
    private let isRequestWaiting: Bool
    private let drift: [Finding]
    private let lastOperation: LastOperation?

    private struct Finding: Encodable {
        let kind: String
        let subject: String
        let detail: String
        let isRepairable: Bool

        enum CodingKeys: String, CodingKey {
            case kind
            case subject
            case detail
            case isRepairable = "is_repairable"
        }
    }

    private struct LastOperation: Encodable {
        let outcome: String
        let error: String?
        let finishedAt: String

        enum CodingKeys: String, CodingKey {
            case outcome
            case error
            case finishedAt = "finished_at"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case isRequestWaiting = "is_request_waiting"
        case drift
        case lastOperation = "last_operation"
    }

    init(of summary: WorkspaceSummary, _ workspaces: WorkspaceDirectory) async throws {
        self.summary = summary
        isRequestWaiting = try await workspaces.hasUntakenRequest(summary.number)
        drift = try await workspaces.drift(of: summary.number).map { drift in
            Finding(
                kind: drift.kind,
                subject: drift.subject,
                detail: drift.detail,
                isRepairable: drift.isRepairable
            )
        }
        lastOperation = try await workspaces.lastOutcome(of: summary.number).map { outcome, error, finishedAt in
            LastOperation(outcome: outcome, error: error, finishedAt: finishedAt)
        }
    }

    func encode(to encoder: any Encoder) throws {
        try summary.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(isRequestWaiting, forKey: .isRequestWaiting)
        try container.encode(drift, forKey: .drift)
        try container.encodeIfPresent(lastOperation, forKey: .lastOperation)
    }
}
