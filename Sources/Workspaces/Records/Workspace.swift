/// A row of `workspaces` with what is known of its operation.
package struct Workspace: Sendable {
    /// The row's number.
    package var number: WorkspaceNumber
    /// The public name.
    package var workspaceID: String
    /// The name that its owner gave it.
    package var name: String
    /// The owner's number.
    package var owner: Int64?
    /// The owner's e-mail.
    package var ownerEmail: String?
    /// `cloud` or `bare_metal`, or whatever the row says.
    package var deploymentType: String
    /// The status.
    package var status: String
    /// The endpoint; empty until there is one.
    package var instanceURL: String
    /// The endpoint in a tailnet; empty unless there is one.
    package var tailscaleURL: String
    /// The address, once there is one.
    package var ipAddress: String?
    /// The region's slug; empty for the default.
    package var region: String
    /// What it needs of a machine.
    package var resources: Resources
    /// The subscription tier.
    package var tier: String
    /// The price in US dollars a month, with two decimals.
    package var monthlyCost: String
    /// When it was made; nil where another program left that out.
    package var createdAt: Timestamp?
    /// When the row last changed.
    package var updatedAt: Timestamp?
    /// When it last became active.
    package var provisionedAt: Timestamp?
    /// When it was taken down.
    package var decommissionedAt: Timestamp?
    /// The recorded ports, by service; empty until they are chosen.
    package var ports: [String: Int]
    /// What is under way.
    package var operation: Operation?

    package init(
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
        operation: Operation?
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
