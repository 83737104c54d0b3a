/// An operation in progress on a workspace: its step, the step's position, and what it waits for.
package struct Operation: Record {
    /// Its number; nil if it was read over the API.
    package var id: Int64?
    package var kind: Written<OperationKind>
    package var step: Written<OperationStep>
    /// The step's position, from 1; nil for a step off the usual path.
    package var stepNumber: Int?
    /// The number of steps on the usual path; nil like ``stepNumber``.
    package var stepCount: Int?
    /// How many attempts of the step have failed.
    package var attempt: Int64
    @Moment package var createdAt: Timestamp
    @Moment package var stepStartedAt: Timestamp
    package var isCancelled: Bool
    /// Nil before the first step.
    package var waitingOn: Wait?
    /// The daemon that works on it now; nil if none does, or if it was read over the API.
    package var daemon: String?

    /// What an operation waits for.
    package struct Wait: Codable, Sendable {
        package var kind: Written<WaitingOn.Kind>
        /// What happened, in a sentence.
        package var detail: String
        /// What would end the wait, in a sentence.
        package var unblock: String
        @Moment package var since: Timestamp
        /// When it is checked again.
        @Moment package var nextCheckAt: Timestamp

        package init(_ wait: WaitingOn) {
            kind = Written(wait.kind)
            detail = wait.detail
            unblock = wait.unblock
            _since = Moment(wrappedValue: wait.since, .microseconds)
            _nextCheckAt = Moment(wrappedValue: wait.nextCheckAt, .microseconds)
        }

        private enum CodingKeys: String, CodingKey {
            case kind
            case detail
            case unblock
            case since
            case nextCheckAt = "next_check_at"
        }
    }

    /// - Parameter type: of the workspace, which decides the steps.
    package init(
        id: Int64?,
        kind: Written<OperationKind>,
        step: Written<OperationStep>,
        of type: DeploymentType?,
        attempt: Int64,
        createdAt: Timestamp,
        stepStartedAt: Timestamp,
        isCancelled: Bool,
        daemon: String?,
        waitingOn: Wait?
    ) {
        self.id = id
        self.kind = kind
        self.step = step
        if let type, let kind = kind.word, let step = step.word,
            let place = kind.place(of: step, on: type)
        {
            (stepNumber, stepCount) = (place.number, place.count)
        }
        self.attempt = attempt
        self.createdAt = createdAt
        self.stepStartedAt = stepStartedAt
        self.isCancelled = isCancelled
        self.waitingOn = waitingOn
        self.daemon = daemon
    }

    private enum CodingKeys: String, CodingKey {
        case kind
        case step
        case stepNumber = "step_number"
        case stepCount = "step_count"
        case attempt
        case createdAt = "created_at"
        case stepStartedAt = "step_started_at"
        case isCancelled = "cancel_requested"
        case waitingOn = "waiting_on"
    }

    package static let example = Operation(
        id: 12,
        kind: Written(.provision),
        step: Written(.awaitServer),
        of: .cloud,
        attempt: 0,
        createdAt: .example,
        stepStartedAt: .example,
        isCancelled: false,
        daemon: nil,
        waitingOn: Wait(
            WaitingOn(
                kind: .step,
                since: .example,
                nextCheckAt: .example + .seconds(3600),
                detail: "Waiting until the droplet runs.",
                unblock: "Nothing is needed; the step has a deadline of an hour."
            )
        )
    )
}

extension Timestamp {
    /// 2026-03-01T09:00:00Z, the time in the examples of records.
    static let example = Timestamp(microseconds: 1_772_355_600_000_000)
}

/// An operation in the list of all operations in progress.
package typealias LiveOperation = Extended<Operation, LiveOperationMembers>

package struct LiveOperationMembers: RecordExtension {
    package static let schemaName = "LiveOperation"

    package var id: Int64
    package var workspace: WorkspaceNumber
    package var workspaceID: String
    package var status: String
    package var ownerEmail: String?
    /// Seconds since the request.
    package var age: Int64
    /// Seconds since the step began.
    package var stepAge: Int64
    /// The daemon that works on it now.
    package var daemon: String?
    /// The workspace's name, for people; empty if it was read over the API.
    package var workspaceName = ""

    package init(_ workspace: Workspace, _ operation: Operation, age: Int64, stepAge: Int64) {
        id = operation.id ?? 0
        self.workspace = workspace.number
        workspaceID = workspace.workspaceID
        status = workspace.status
        ownerEmail = workspace.ownerEmail
        self.age = age
        self.stepAge = stepAge
        daemon = operation.daemon
        workspaceName = workspace.name
    }

    private enum CodingKeys: String, CodingKey {
        case id
        case workspace
        case workspaceID = "workspace_id"
        case status
        case ownerEmail = "owner_email"
        case age = "age_seconds"
        case stepAge = "step_age_seconds"
        case daemon
    }

    package static let example = Self(.example, .example, age: 70, stepAge: 41)
}
