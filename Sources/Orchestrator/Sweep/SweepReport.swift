package import Workspaces

/// The findings and actions of a sweep.
package struct SweepReport: Sendable {
    /// One finding.
    package struct Entry: Sendable {
        /// What.
        package var finding: SweepFinding
        /// How long it has been seen.
        package var seenFor: Duration
        /// Whether this sweep requested its removal.
        package var isRemoved: Bool
        /// Why it was not removed, if it should have been.
        package var failure: String?
    }

    /// What was found.
    package var entries: [Entry] = []
    /// The places that could not be checked, and why.
    package var unseen: [String] = []
}

/// Something that this installation created and that belongs to no live workspace.
package struct SweepFinding: Hashable, Codable, Sendable {
    /// The kind of finding.
    package enum Kind: String, Hashable, Codable, Sendable {
        /// A server that is billed.
        case server = "droplet"
        /// DNS records of a workspace that is gone.
        case addressRecord = "address_record"
        /// A workspace's folders, user or units on a host.
        case hostWorkspace = "host_workspace"
        /// Ports and capacity reserved for a workspace that is gone.
        case reservation
    }

    /// The kind of finding.
    package var kind: Kind
    /// Where it is: the provider's id, a host's number, `dns` or `database`.
    package var place: String
    /// The identifier there.
    package var externalID: String
    /// Its name there.
    package var name: String
    /// The workspace that it was created for, as far as its name or our records show.
    package var workspaceID: String?
    /// Whether our own records contain it. Unrecorded findings are removed only on request.
    package var isRecorded: Bool
    /// Its cost, in millionths of a US dollar an hour.
    package var hourlyCostMicros: Int
    /// When it was created, if known.
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

/// The extent of a sweep.
package enum SweepMode: Hashable, Sendable {
    /// Only reports.
    case dryRun
    /// Removes recorded findings that have been seen for the grace period.
    case removeRecorded
    /// Removes everything with our mark immediately, for an operator who has read the report.
    case removeAll
}
