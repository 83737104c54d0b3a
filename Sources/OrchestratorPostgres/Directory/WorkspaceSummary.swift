public import Orchestrator
public import WorkspaceModel

/// A workspace as a listing shows it.
public struct WorkspaceSummary: Codable, Sendable {
    /// The row's number.
    public let number: WorkspaceNumber
    /// The public name.
    public let workspaceID: String
    /// The name that its owner gave it.
    public let name: String
    /// The owner's e-mail.
    public let ownerEmail: String?
    /// `cloud` or `bare_metal`, or whatever the row says.
    public let deploymentType: String
    /// The status.
    public let status: String
    /// The address, once there is one.
    public let ipAddress: String?
    /// The endpoint, once there is one.
    public let instanceURL: String
    /// The price in US dollars a month, with two decimals.
    public let monthlyCost: String
    /// The present operation's kind; nil when none is under way.
    public let operation: OperationKind?
    /// The present step.
    public let step: OperationStep?
    /// What the present operation waits for.
    public let waitingOn: WaitingOn?
    /// The ports, by service.
    public let ports: [String: Int]

    /// Names each field.
    public init(
        number: WorkspaceNumber,
        workspaceID: String,
        name: String,
        ownerEmail: String?,
        deploymentType: String,
        status: String,
        ipAddress: String?,
        instanceURL: String,
        monthlyCost: String,
        operation: OperationKind?,
        step: OperationStep?,
        waitingOn: WaitingOn?,
        ports: [String: Int]
    ) {
        self.number = number
        self.workspaceID = workspaceID
        self.name = name
        self.ownerEmail = ownerEmail
        self.deploymentType = deploymentType
        self.status = status
        self.ipAddress = ipAddress
        self.instanceURL = instanceURL
        self.monthlyCost = monthlyCost
        self.operation = operation
        self.step = step
        self.waitingOn = waitingOn
        self.ports = ports
    }

    private enum CodingKeys: String, CodingKey {
        case number = "id"
        case workspaceID = "workspace_id"
        case name
        case ownerEmail = "owner_email"
        case deploymentType = "deployment_type"
        case status
        case ipAddress = "ip_address"
        case instanceURL = "instance_url"
        case monthlyCost = "monthly_cost"
        case operation
        case step
        case waitingOn = "waiting_on"
        case ports
    }
}
