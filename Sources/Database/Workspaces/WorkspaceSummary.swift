internal import Orchestrator
package import Workspaces

/// A workspace as a listing shows it.
package struct WorkspaceSummary: Codable, Sendable {
    /// The row's number.
    package let number: WorkspaceNumber
    /// The public name.
    package let workspaceID: String
    /// The name that its owner gave it.
    package let name: String
    /// The owner's e-mail.
    package let ownerEmail: String?
    /// `cloud` or `bare_metal`, or whatever the row says.
    package let deploymentType: String
    /// The status.
    package let status: String
    /// The address, once there is one.
    package let ipAddress: String?
    /// The endpoint, once there is one.
    package let instanceURL: String
    /// The price in US dollars a month, with two decimals.
    package let monthlyCost: String
    /// The present operation's kind; nil when none is under way.
    package let operation: OperationKind?
    /// The present step.
    package let step: OperationStep?
    /// What the present operation waits for.
    package let waitingOn: WaitingOn?
    /// The ports, by service.
    package let ports: [String: Int]

    package init(
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
