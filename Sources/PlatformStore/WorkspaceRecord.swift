public import WorkspaceModel

/// A row of `workspaces` with what is known of its operation.
public struct WorkspaceRecord: Sendable {
    /// The row's number.
    public var number: WorkspaceNumber
    /// The public name.
    public var workspaceID: String
    /// The name that its owner gave it.
    public var name: String
    /// The owner's number.
    public var owner: Int64?
    /// The owner's e-mail.
    public var ownerEmail: String?
    /// `cloud` or `bare_metal`, or whatever the row says.
    public var deploymentType: String
    /// The status.
    public var status: String
    /// The endpoint; empty until there is one.
    public var instanceURL: String
    /// The endpoint in a tailnet; empty unless there is one.
    public var tailscaleURL: String
    /// The address, once there is one.
    public var ipAddress: String?
    /// The region's slug; empty for the default.
    public var region: String
    /// What it needs of a machine.
    public var resources: Resources
    /// The subscription tier.
    public var tier: String
    /// The price in US dollars a month, with two decimals.
    public var monthlyCost: String
    /// When it was made; nil where another program left that out.
    public var createdAt: Timestamp?
    /// When the row last changed.
    public var updatedAt: Timestamp?
    /// When it last became active.
    public var provisionedAt: Timestamp?
    /// When it was taken down.
    public var decommissionedAt: Timestamp?
    /// The recorded ports, by service; empty until they are chosen.
    public var ports: [String: Int]
    /// What is under way.
    public var operation: OperationRecord?

    /// Names each field.
    public init(
        number: WorkspaceNumber,
        workspaceID: String,
        name: String,
        owner: Int64?,
        ownerEmail: String?,
        deploymentType: String,
        status: String,
        instanceURL: String,
        tailscaleURL: String,
        ipAddress: String?,
        region: String,
        resources: Resources,
        tier: String,
        monthlyCost: String,
        createdAt: Timestamp?,
        updatedAt: Timestamp?,
        provisionedAt: Timestamp?,
        decommissionedAt: Timestamp?,
        ports: [String: Int],
        operation: OperationRecord?
    ) {
        self.number = number
        self.workspaceID = workspaceID
        self.name = name
        self.owner = owner
        self.ownerEmail = ownerEmail
        self.deploymentType = deploymentType
        self.status = status
        self.instanceURL = instanceURL
        self.tailscaleURL = tailscaleURL
        self.ipAddress = ipAddress
        self.region = region
        self.resources = resources
        self.tier = tier
        self.monthlyCost = monthlyCost
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.provisionedAt = provisionedAt
        self.decommissionedAt = decommissionedAt
        self.ports = ports
        self.operation = operation
    }
}
