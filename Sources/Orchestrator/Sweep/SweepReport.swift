package import Workspaces

/// What a sweep found and did.
package struct SweepReport: Sendable {
    /// One finding.
    package struct Entry: Sendable {
        /// What.
        package var finding: SweepFinding
        /// For how long it has been seen.
        package var seenFor: Duration
        /// Whether its removal was asked for in this sweep.
        package var isRemoved: Bool
        /// Why it was not, when it was to be.
        package var failure: String?
    }

    /// What was found.
    package var entries: [Entry] = []
    /// What could not be looked at, and why.
    package var unseen: [String] = []
}

/// Something that exists because of this installation and belongs to no live workspace.
package struct SweepFinding: Hashable, Codable, Sendable {
    /// What it is.
    package enum Kind: String, Hashable, Codable, Sendable {
        /// A server that is billed.
        case server = "droplet"
        /// DNS records of a workspace that is gone.
        case addressRecord = "address_record"
        /// A workspace's folders, user or units on a host.
        case hostWorkspace = "host_workspace"
        /// Ports and room that are reserved for a workspace that is gone.
        case reservation
    }

    /// What it is.
    package var kind: Kind
    /// Where it is: the provider's id, a host's number, `dns` or `database`.
    package var place: String
    /// The identifier there.
    package var externalID: String
    /// Its name there.
    package var name: String
    /// The workspace that it was made for, as far as its name or our records tell.
    package var workspaceID: String?
    /// Whether our own records name it. What they do not name is removed only when somebody asks for that.
    package var isRecorded: Bool
    /// What it costs, in millionths of a US dollar an hour.
    package var hourlyCostMicros: Int
    /// When it was made, if anybody knows.
    package var madeAt: Timestamp?

    package init(
        kind: Kind,
        place: String,
        externalID: String,
        name: String,
        workspaceID: String?,
        isRecorded: Bool,
        hourlyCostMicros: Int = 0,
        madeAt: Timestamp? = nil
    ) {
        self.kind = kind
        self.place = place
        self.externalID = externalID
        self.name = name
        self.workspaceID = workspaceID
        self.isRecorded = isRecorded
        self.hourlyCostMicros = hourlyCostMicros
        self.madeAt = madeAt
    }

    private enum CodingKeys: String, CodingKey {
        case kind
        case place
        case externalID = "external_id"
        case name
        case workspaceID = "workspace_id"
        case isRecorded = "is_recorded"
        case hourlyCostMicros = "hourly_cost_micros"
        case madeAt = "made_at"
    }
}

/// How far a sweep goes.
package enum SweepMode: Hashable, Sendable {
    /// Only reports.
    case dryRun
    /// Removes what our own records name, once it has been seen for the grace period.
    case removeRecorded
    /// Removes whatever carries our mark, at once: for somebody who has read the report.
    case removeAll
}
