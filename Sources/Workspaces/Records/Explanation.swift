/// Why a workspace is in its state.
package struct Explanation: Record {
    package var workspaceID: String
    package var status: String
    /// Whether a request waits for a daemon.
    package var isRequestWaiting: Bool
    /// Operations in progress.
    package var operation: Operation?
    /// Its differences from what was built, as of the last check.
    package var drift: [Drift]
    /// How the last operation ended.
    package var last: Ending?

    /// How an operation ended.
    package struct Ending: Codable, Sendable {
        package var kind: Written<OperationKind>
        package var outcome: Written<OperationOutcome>
        /// Why it failed.
        package var error: String?
        @Moment package var finishedAt: Timestamp

        package init(
            kind: Written<OperationKind>,
            outcome: Written<OperationOutcome>,
            error: String?,
            finishedAt: Timestamp
        ) {
            self.kind = kind
            self.outcome = outcome
            self.error = error
            self.finishedAt = finishedAt
        }

        private enum CodingKeys: String, CodingKey {
            case kind
            case outcome
            case error
            case finishedAt = "finished_at"
        }
    }

    package init(_ workspace: Workspace, isRequestWaiting: Bool, drift: [Drift], last: Ending?) {
        workspaceID = workspace.workspaceID
        status = workspace.status
        self.isRequestWaiting = isRequestWaiting
        operation = workspace.operation
        self.drift = drift
        self.last = last
    }

    private enum CodingKeys: String, CodingKey {
        case workspaceID = "workspace_id"
        case status
        case isRequestWaiting = "request_waiting"
        case operation
        case drift
        case last = "last_operation"
    }

    package static let example = Explanation(
        .example,
        isRequestWaiting: false,
        drift: [],
        last: Ending(kind: Written(.provision), outcome: Written(.cancelled), error: nil, finishedAt: .example)
    )
}

/// The steps of an operation.
package struct Plan: Record {
    package var kind: OperationKind
    /// The value in the workspace's row.
    package var deploymentType: String
    /// Empty if the type is unknown.
    package var steps: [Written<OperationStep>]

    package init(kind: OperationKind, deploymentType: String) {
        self.kind = kind
        self.deploymentType = deploymentType
        let type = DeploymentType(rawValue: deploymentType)
        steps = type.map { kind.steps(on: $0).map(Written.init) } ?? []
    }

    private enum CodingKeys: String, CodingKey {
        case kind
        case deploymentType = "deployment_type"
        case steps
    }

    package static let example = Plan(kind: .provision, deploymentType: DeploymentType.bareMetal.rawValue)
}

/// The plan of an existing workspace, with its ports.
package typealias WorkspacePlan = Extended<Plan, WorkspacePlanMembers>

package struct WorkspacePlanMembers: RecordExtension {
    package static let schemaName = "WorkspacePlan"
    package static let example = Self(portAllocation: Workspace.example.portAllocation)

    package var portAllocation: [String: Int]

    package init(portAllocation: [String: Int]) { self.portAllocation = portAllocation }

    private enum CodingKeys: String, CodingKey { case portAllocation = "port_allocation" }
}
