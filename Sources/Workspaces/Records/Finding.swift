/// Something that is there and should not be, or the other way round.
package struct Finding: Sendable {
    /// Its number.
    package var id: Int64
    /// What kind.
    package var kind: String
    /// Where.
    package var place: String
    /// Its name there.
    package var externalID: String
    /// What it is called.
    package var name: String
    /// The workspace that it bears the name of.
    package var workspaceID: String?
    /// Whether our records have it, so that it is removed by itself.
    package var isRecorded: Bool
    /// US dollars a month, with two decimals.
    package var monthlyCost: String
    /// When a sweep first saw it.
    package var firstSeenAt: Timestamp
    /// When a sweep last saw it.
    package var lastSeenAt: Timestamp

    package init(
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
