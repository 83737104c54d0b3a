package import Workspaces

/// Something that exists because of this installation and belongs to no live workspace.
package struct SweepFinding: Hashable, Codable, Sendable {
    /// What it is.
    package enum Kind: String, Hashable, Codable, Sendable {
        /// A droplet that is billed.
        case droplet
        /// DNS records of a workspace that is gone.
        case addressRecord = "address_record"
        /// A workspace's folders, user or units on a host.
        case hostWorkspace = "host_workspace"
        /// Ports and room that are reserved for a workspace that is gone.
        case reservation
    }

    /// What it is.
    package var kind: Kind
    /// Where it is: `digitalocean`, `dns`, a host's number, or `database`.
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
