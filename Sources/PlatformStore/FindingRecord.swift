public import WorkspaceModel

/// Something that is there and should not be, or the other way round.
public struct FindingRecord: Sendable {
    /// Its number.
    public var id: Int64
    /// What kind.
    public var kind: String
    /// Where.
    public var place: String
    /// Its name there.
    public var externalID: String
    /// What it is called.
    public var name: String
    /// The workspace that it bears the name of.
    public var workspaceID: String?
    /// Whether our records have it, so that it is removed by itself.
    public var isRecorded: Bool
    /// US dollars a month, with two decimals.
    public var monthlyCost: String
    /// When a sweep first saw it.
    public var firstSeenAt: Timestamp
    /// When a sweep last saw it.
    public var lastSeenAt: Timestamp

    /// Names each field.
    public init(
        id: Int64,
        kind: String,
        place: String,
        externalID: String,
        name: String,
        workspaceID: String?,
        isRecorded: Bool,
        monthlyCost: String,
        firstSeenAt: Timestamp,
        lastSeenAt: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.place = place
        self.externalID = externalID
        self.name = name
        self.workspaceID = workspaceID
        self.isRecorded = isRecorded
        self.monthlyCost = monthlyCost
        self.firstSeenAt = firstSeenAt
        self.lastSeenAt = lastSeenAt
    }
}
