/// The remaining budget of one token.
package struct BudgetStanding: Record {
    package static let schemaName = "Budget"

    /// Identifies the token without revealing it.
    package var account: String
    /// Calls left in this minute.
    package var minute: Int64
    /// Calls left in this hour.
    package var hour: Int64
    /// Waiting calls.
    package var waiting: Int64

    package init(account: String, minute: Int64, hour: Int64, waiting: Int64) {
        self.account = account
        self.minute = minute
        self.hour = hour
        self.waiting = waiting
    }

    private enum CodingKeys: String, CodingKey {
        case account
        case minute = "remaining_minute"
        case hour = "remaining_hour"
        case waiting
    }

    package static let example = BudgetStanding(
        account: "bde9a5ed4e037d9c87578d69a0dafab8",
        minute: 224,
        hour: 4934,
        waiting: 0
    )
}

/// Something that exists and should not, or the reverse.
package struct Finding: Record {
    package var id: Int64
    package var kind: String
    /// Where it is: a provider, a host's number, or `database`.
    package var place: String
    /// Its identifier there.
    package var externalID: String
    package var name: String
    /// The workspace in its name.
    package var workspaceID: String?
    /// Whether our records contain it, so that it is removed automatically.
    package var isRecorded: Bool
    /// US dollars a month, with two decimals.
    package var monthlyCost: String
    @Moment package var firstSeenAt: Timestamp
    @Moment package var lastSeenAt: Timestamp

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

    private enum CodingKeys: String, CodingKey {
        case id
        case kind
        case place
        case externalID = "external_id"
        case name
        case workspaceID = "workspace_id"
        case isRecorded = "recorded"
        case monthlyCost = "monthly_cost"
        case firstSeenAt = "first_seen_at"
        case lastSeenAt = "last_seen_at"
    }

    package static let example = Finding(
        id: 3,
        kind: "droplet",
        place: "nyc3",
        externalID: "500000001",
        name: "adim-ws7x2k4-g1",
        workspaceID: "ws7x2k4",
        isRecorded: false,
        monthlyCost: "24.00",
        firstSeenAt: .example,
        lastSeenAt: .example + .seconds(250)
    )
}
