/// A row of `workspaces`, with Moorage's own records of it. Columns that other programs may have written are plain
/// strings.
package struct Workspace: Record {
    package var number: WorkspaceNumber
    /// The public name.
    package var workspaceID: String
    /// The name that its owner gave it.
    package var name: String
    /// The owner's number in `meta_users`; nil for a row without one.
    package var owner: Int64?
    package var ownerEmail: String?
    package var deploymentType: String
    package var status: String
    /// Empty until it has one.
    package var instanceURL: String
    /// Empty without a tailnet.
    package var tailscaleURL: String
    package var ipAddress: String?
    package var vcpu: Int
    package var ramGB: Int
    package var storageGB: Int
    /// In US dollars, with two decimals.
    package var monthlyCost: String
    /// Nil if another program omitted it.
    @Moment(emptyWhenAbsent: true) package var createdAt: Timestamp? = nil
    /// The ports of all services in its block: the recorded ports, or, before they are chosen and for services that the
    /// workspace does not use, the ports of the block. Empty for a row whose public name is malformed.
    package var portAllocation: [String: Int]
    /// A region's slug; may be empty on bare metal.
    package var region: String
    package var tier: String
    @Moment package var updatedAt: Timestamp?
    /// When it last became active.
    @Moment package var provisionedAt: Timestamp?
    @Moment package var decommissionedAt: Timestamp?
    /// Operations in progress.
    package var operation: Operation?
    /// By service; empty until they are chosen.
    package var recordedPorts: [String: Int]

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
        portAllocation: [String: Int],
        recordedPorts: [String: Int],
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
        self.vcpu = resources.vcpu
        self.ramGB = resources.ramGB
        self.storageGB = resources.storageGB
        self.monthlyCost = monthlyCost
        self.createdAt = createdAt
        self.portAllocation = portAllocation
        self.region = region
        self.tier = tier
        self.updatedAt = updatedAt
        self.provisionedAt = provisionedAt
        self.decommissionedAt = decommissionedAt
        self.operation = operation
        self.recordedPorts = recordedPorts
    }

    private enum CodingKeys: String, CodingKey {
        case number = "id"
        case workspaceID = "workspace_id"
        case name
        case owner
        case ownerEmail = "owner_email"
        case deploymentType = "deployment_type"
        case status
        case instanceURL = "instance_url"
        case tailscaleURL = "tailscale_url"
        case ipAddress = "ip_address"
        case vcpu
        case ramGB = "ram_gb"
        case storageGB = "storage_gb"
        case monthlyCost = "monthly_cost"
        case createdAt = "created_at"
        case portAllocation = "port_allocation"
        case region
        case tier = "subscription_tier"
        case updatedAt = "updated_at"
        case provisionedAt = "provisioned_at"
        case decommissionedAt = "decommissioned_at"
        case operation
        case recordedPorts = "recorded_ports"
    }

    package static let notes = [
        "port_allocation": "Of all services: the recorded port, or else the port of the preferred block.",
        "recorded_ports": "The chosen ports, by service; empty before.",
    ]

    package static let example = Workspace(
        number: WorkspaceNumber(rawValue: 1),
        workspaceID: "ws7x2k4",
        name: "Production",
        owner: 7,
        ownerEmail: "ann@example.org",
        deploymentType: DeploymentType.cloud.rawValue,
        status: WorkspaceStatus.provisioning.rawValue,
        instanceURL: "",
        tailscaleURL: "",
        ipAddress: nil,
        region: "nyc3",
        resources: Resources(vcpu: 2, ramGB: 4, storageGB: 50),
        tier: "free",
        monthlyCost: "24.00",
        createdAt: .example,
        updatedAt: .example,
        provisionedAt: nil,
        decommissionedAt: nil,
        portAllocation: ["daphne": 9570, "redis": 7949, "qdrant_http": 7903, "qdrant_grpc": 7904, "neo4j": 9257],
        recordedPorts: [:],
        operation: .example
    )
}

/// The identifier of a workspace in a path.
package enum WorkspaceReference: Sendable, Hashable {
    /// By its row's number.
    case number(WorkspaceNumber)
    /// By its public name.
    case name(WorkspaceID)

    /// Returns nil for a text that is neither a number nor a public name.
    package init?(_ text: String) {
        if let name = WorkspaceID(text) {
            self = .name(name)
        } else if (1...10).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int32(text)
        {
            self = .number(WorkspaceNumber(rawValue: Int64(number)))
        } else {
            return nil
        }
    }
}
