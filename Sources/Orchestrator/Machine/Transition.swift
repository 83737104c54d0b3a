package import Workspaces

/// What follows from an event: committed in one transaction before anything of it is carried out.
package struct Transition: Hashable, Sendable {
    /// The next state.
    package var state: OperationState
    /// What is to be done next; nil at the end.
    package var effect: OperationEffect?
    /// How long to wait before the effect is carried out.
    package var delay: Duration
    /// How many attempts of the present step have failed.
    package var attempt: Int
    /// What is waited for.
    package var waitingOn: WaitingOn?
    /// Lines for the workspace's log.
    package var log: [LogLine]
    /// Changes of the columns that are written back.
    package var projection: ProjectionChange?
    /// Changes of the daemon's own records.
    package var records: [RecordChange]

    /// A transition that changes nothing but the state until more is set.
    package init(to state: OperationState, effect: OperationEffect?, log: [LogLine] = []) {
        self.state = state
        self.effect = effect
        self.delay = .zero
        self.attempt = 0
        self.waitingOn = nil
        self.log = log
        self.projection = nil
        self.records = []
    }

    /// How the operation ended, once it has.
    package var outcome: OperationOutcome? { state.outcome }

    /// The workspace's place once the transition is written: what a later decommission takes apart.
    ///
    /// An active workspace keeps the place that its provision gave it, and so does one whose teardown was cancelled
    /// in time; every other end has given it back.
    package func siteLeft(by previous: OperationState, known: Site?) -> Site? {
        switch state {
        case .accepted: known
        case .finished where previous == .accepted: known
        case .finished where previous.phase?.keepsSite ?? true: previous.site
        case .finished: nil
        default: state.site
        }
    }
}

/// What changes in the columns that Moorage writes back. A nil field stays as it is.
package struct ProjectionChange: Hashable, Codable, Sendable {
    /// What the clients' tables call a server's id, and log data with them.
    static let serverIDColumn = "droplet_id"

    /// `workspaces.status`.
    package var status: String?
    /// `ip_address`; empty clears it.
    package var ipAddress: String?
    /// ``serverIDColumn``.
    package var serverID: String?
    /// `instance_url`.
    package var instanceURL: String?
    /// `monthly_cost`, in US cents.
    package var monthlyCostCents: Int?
    /// Whether `provisioned_at` becomes now.
    package var setsProvisionedAt: Bool?
    /// Whether `decommissioned_at` becomes now.
    package var setsDecommissionedAt: Bool?
    /// The object under `config_data.provisioning`.
    package var provisioning: JSONValue?

    /// Changes nothing until fields are set.
    package init() {}

    private enum CodingKeys: String, CodingKey {
        case status
        case ipAddress = "ip_address"
        case serverID = "droplet_id"
        case instanceURL = "instance_url"
        case monthlyCostCents = "monthly_cost_cents"
        case setsProvisionedAt = "sets_provisioned_at"
        case setsDecommissionedAt = "sets_decommissioned_at"
        case provisioning
    }
}

/// What changes in the daemon's own records together with a transition.
package enum RecordChange: Hashable, Codable, Sendable {
    /// The provider named the server that was intended under this name.
    case serverCreated(name: String, id: String)
    /// A surplus server of this name was found, and is to be removed.
    case duplicateFound(name: String, id: String, hourlyCostMicros: Int)
    /// A surplus server is gone.
    case duplicateGone(id: String)
    /// The server's host has an address.
    case hostAddress(HostID, address: String)
    /// The host presented another key than the pinned one: it takes nothing more until an operator confirms it.
    case hostQuarantined(HostID)
    /// No server of this name is left.
    case serverGone(name: String)
}
