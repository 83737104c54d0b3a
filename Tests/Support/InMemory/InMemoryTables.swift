import Orchestrator
import PortAllocator
import Providers
import SSH
import Workspaces

/// The tables of schema `moorage` that the engine's behaviour depends on, and the clients' rows.
struct InMemoryTables: Sendable {
    /// A row of `moorage.workspaces`.
    struct Workspace: Sendable {
        var specification: WorkspaceSpecification?
        var generation = 1
        var site: Site?
        var status: String
        var ipAddress: String?
        var dropletID = ""
        var instanceURL = ""
        var monthlyCostCents = 0
        var provisioning: JSONValue?
        var lastLogAt = Timestamp(microseconds: 0)
        var log: [StoredLogLine] = []
    }

    /// A row of `moorage.operations`: an operation that has not ended.
    struct Operation: Sendable {
        let id: OperationID
        let workspace: WorkspaceNumber
        let kind: OperationKind
        var state = OperationState.accepted
        var effect: OperationEffect?
        var sequence = 0
        var attempt = 0
        let priority: Int
        var nextRunAt: Timestamp
        var stepStartedAt: Timestamp
        var waitingOn: WaitingOn?
        var leaseOwner: String?
        var epoch = LeaseEpoch(rawValue: 0)
        var leaseExpiresAt: Timestamp?
        var cancelRequested = false
        var cancelDelivered = false

        var isCancelPending: Bool { cancelRequested && !cancelDelivered }
    }

    /// A row of `moorage.hosts`.
    struct Host: Sendable {
        enum State: Sendable {
            case ready
            case draining
            case quarantined
        }

        let id: HostID
        var name: String
        var address: String?
        var port: Port
        var pin: HostKeyPin
        var nextPin: HostKeyPin?
        var hasFirstKey: Bool
        var state = State.ready
        /// Nil for a droplet.
        var capacity: Resources?
        /// Nil on a shared host.
        var owner: Int64?
        /// Nil for bare metal.
        var droplet: WorkspaceNumber?
    }

    /// A row of `moorage.resources`.
    struct Resource: Sendable {
        enum State: Sendable {
            case intended
            case created
            case deleted
        }

        let workspace: WorkspaceNumber
        let generation: Int
        let intent: ServerIntent
        var externalID: String?
        var state = State.intended
    }

    /// A row of `moorage.requests`.
    struct Request: Sendable {
        let id: Int64
        let kind: ClientRequest
        let workspace: WorkspaceNumber
        var waitsFor: OperationID?
    }

    struct Reservation: Sendable {
        let host: HostID
        let resources: Resources
    }

    struct LeasedBlock: Sendable {
        let host: HostID
        let block: PortBlock
    }

    struct SecretKey: Hashable, Sendable {
        let purpose: SecretPurpose
        let subject: Int64
    }

    struct HistoryRow: Sendable {
        let id: OperationID
        let workspace: WorkspaceNumber
        let kind: OperationKind
        let outcome: OperationOutcome
    }

    var rows: [WorkspaceNumber: WorkspaceRow] = [:]
    var workspaces: [WorkspaceNumber: Workspace] = [:]
    /// In the order of their ids.
    var operations: [Operation] = []
    var history: [HistoryRow] = []
    /// How many transitions each operation has, and the epoch of each.
    var transitions: [OperationID: [LeaseEpoch]] = [:]
    /// In the order of their ids.
    var hosts: [Host] = []
    var resources: [Resource] = []
    /// Surplus droplets by id: true if they were found and may still exist.
    var duplicates: [String: Bool] = [:]
    var reservations: [WorkspaceNumber: Reservation] = [:]
    var blocks: [WorkspaceNumber: LeasedBlock] = [:]
    var secrets: [SecretKey: Secret<[UInt8]>] = [:]
    var requests: [Request] = []
    /// The workspaces whose server a drift check found gone.
    var serversGone: Set<WorkspaceNumber> = []

    var lastEpoch: Int64 = 0
    var lastOperation: Int64 = 0
    var lastHost: Int64 = 0
    var lastRequest: Int64 = 0

    func operationIndex(_ id: OperationID) -> Int? { operations.firstIndex { $0.id == id } }

    func liveOperation(of workspace: WorkspaceNumber) -> Int? {
        operations.firstIndex { $0.workspace == workspace }
    }

    func hostIndex(_ id: HostID) -> Int? { hosts.firstIndex { $0.id == id } }
}
