public import WorkspaceModel

/// What the staff of an installation looks at.
///
/// All methods throw ``PlatformStoreError``.
public protocol OperatorStore: Sendable {
    /// What is under way, that which stands still longest first.
    func operations(limit: Int64) async throws -> [LiveOperation]

    /// All users, newest first, and how many there are.
    func users(limit: Int64, offset: Int64) async throws -> (users: [UserRecord], count: Int64)

    /// Everybody's tokens that are good, newest first, each with its user's e-mail.
    func tokens(limit: Int64) async throws -> [(token: AccessToken, ownerEmail: String)]

    /// What is left of the API's limits, by token.
    func budgets() async throws -> [BudgetRecord]

    /// What sweeps found and what is still there.
    func findings(limit: Int64) async throws -> [FindingRecord]
}

/// An operation with its workspace and its age.
public struct LiveOperation: Sendable {
    /// The workspace, with the operation in it.
    public var workspace: WorkspaceRecord
    /// Seconds since it was asked for.
    public var age: Int64
    /// Seconds since its step began.
    public var stepAge: Int64

    /// Names each field.
    public init(workspace: WorkspaceRecord, age: Int64, stepAge: Int64) {
        self.workspace = workspace
        self.age = age
        self.stepAge = stepAge
    }
}

/// What is left of one token's limits.
public struct BudgetRecord: Sendable {
    /// Names the token without telling it.
    public var account: String
    /// Calls of this minute.
    public var minute: Int64
    /// Calls of this hour.
    public var hour: Int64
    /// Calls that wait.
    public var waiting: Int64

    /// Names each field.
    public init(account: String, minute: Int64, hour: Int64, waiting: Int64) {
        self.account = account
        self.minute = minute
        self.hour = hour
        self.waiting = waiting
    }
}

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
