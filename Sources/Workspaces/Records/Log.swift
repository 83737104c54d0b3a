/// A numbered row of a workspace's log.
package struct LogRow: Record {
    /// The row's number in `provisioning_logs`.
    package var id: Int64
    /// Its number within the workspace, from 1 without gaps.
    package var number: Int64
    package var workspace: WorkspaceNumber
    package var workspaceID: String
    /// When it was written; nil if another program wrote no time, or an invalid one.
    @Moment(.milliseconds, emptyWhenAbsent: true) package var timestamp: Timestamp? = nil
    /// Its severity; a client may have written anything.
    package var level: String
    package var message: String
    /// Sizes, durations, attempts, names.
    package var data: JSONValue

    package init(
        id: Int64,
        number: Int64,
        workspace: WorkspaceNumber,
        workspaceID: String,
        timestamp: Timestamp?,
        level: String,
        message: String,
        data: JSONValue
    ) {
        self.id = id
        self.number = number
        self.workspace = workspace
        self.workspaceID = workspaceID
        self.level = level
        self.message = message
        self.data = data
        self.timestamp = timestamp
    }

    private enum CodingKeys: String, CodingKey {
        case id
        case number
        case workspace
        case workspaceID = "workspace_id"
        case timestamp
        case level
        case message
        case data
    }

    package static let example = LogRow(
        id: 4031,
        number: 9,
        workspace: WorkspaceNumber(rawValue: 1),
        workspaceID: "ws7x2k4",
        timestamp: .example,
        level: LogLine.Level.info.rawValue,
        message: "Waiting until the droplet runs.",
        data: .object([:])
    )
}

/// News about one workspace.
package struct LogNews: Sendable {
    package var workspace: WorkspaceNumber
    /// Its state before the rows were read; nil if it is gone.
    package var state: LogState?
    /// The rows, oldest first.
    package var rows: [LogRow]

    package init(workspace: WorkspaceNumber, state: LogState?, rows: [LogRow]) {
        self.workspace = workspace
        self.state = state
        self.rows = rows
    }
}

/// The state of a workspace, as far as its log is concerned.
package struct LogState: Sendable, Hashable {
    package var status: String
    /// Whether nothing more will come until somebody requests something.
    package var isResting: Bool

    package init(status: String, isResting: Bool) {
        self.status = status
        self.isResting = isResting
    }
}
