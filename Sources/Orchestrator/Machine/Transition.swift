package import Workspaces

/// The reaction to an event: committed in one transaction before any part of it is carried out.
package struct Transition: Hashable, Sendable {
    /// The next state.
    package var state: OperationState
    /// The next effect; nil at the end.
    package var effect: OperationEffect?
    /// How long to wait before carrying out the effect.
    package var delay: Duration
    /// How many attempts of the current step have failed.
    package var attempt: Int
    /// What the operation waits for.
    package var waitingOn: WaitingOn?
    /// Lines for the workspace's log.
    package var log: [LogLine]
    /// Changes of the columns that are written back.
    package var projection: ProjectionChange?
    /// Changes of the daemon's own records.
    package var records: [RecordChange]

    /// A transition that changes only the state until more is set.
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

    /// The workspace's place once the transition is written: what a later decommission removes.
    ///
    /// An active workspace keeps the place of its provision, and so does one whose teardown was cancelled in time;
    /// every other end has released it.
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

/// Changes of the columns that Moorage writes back. A nil field stays unchanged.
package struct ProjectionChange: Hashable, Codable, Sendable {
    /// The name of a server's id in the clients' tables and in log data.
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
    /// Whether `provisioned_at` is set to now.
    package var setsProvisionedAt: Bool?
    /// Whether `decommissioned_at` is set to now.
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

/// Changes of the daemon's own records that belong to a transition.
package enum RecordChange: Hashable, Codable, Sendable {
    /// The provider identified the server that was intended with this name.
    case serverCreated(name: String, id: String)
    /// A surplus server with this name was found, and must be removed.
    case duplicateFound(name: String, id: String, hourlyCostMicros: Int)
    /// A surplus server is gone.
    case duplicateGone(id: String)
    /// The server's host has an address.
    case hostAddress(HostID, address: String)
    /// The host presented a key that differs from the pinned one: it accepts nothing more until an operator confirms
    /// it.
    case hostQuarantined(HostID)
    /// No server with this name is left.
    case serverGone(name: String)
}
