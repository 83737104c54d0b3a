package import PortAllocator
package import Providers
package import Workspaces

/// The state machine's input: results of effects, failures, and requests from outside.
package enum OperationEvent: Hashable, Codable, Sendable {
    /// Work on the operation begins.
    case started
    /// Size, region and image are chosen.
    case serverPlanned(ServerPlan)
    /// Name, host key and ports of a server are recorded.
    case serverIntended(Site)
    /// A host has capacity; ports are reserved on it.
    case placed(Site)
    /// No host has capacity now; the reason and the remedy.
    case noHost(reason: String)
    /// The prerequisites of a create call exist.
    case serverPrepared
    /// A create call was accepted.
    case serverCreated(ServerReference)
    /// The servers with the name, oldest first.
    case serversFound([Server])
    /// The current status of the server.
    case serverStatus(ServerStatus)
    /// A server that was off was asked to start.
    case serverPoweredOn
    /// The host accepted the log-in and its first boot has ended.
    case connected
    /// The host's facts.
    case inspected(HostFacts)
    /// A different block is reserved.
    case portsMoved(PortBlock)
    /// No block on the host is free.
    case portsExhausted
    /// Playbooks and bundle are on the host.
    case installed(playbooks: SHA256Digest, bundle: SHA256Digest)
    /// The state of the run when it was started.
    case runStarted(HostRunState)
    /// New events of a run.
    case runProgressed(HostRunProgress)
    /// Whether nothing of the run is left.
    case runStopped(Bool)
    /// The result of writing the DNS records.
    case addressPublished(PublishedAddress)
    /// The health of each service.
    case verified([ServiceHealth])
    /// The DNS records are gone.
    case addressWithdrawn
    /// Whether no server with the name is left.
    case serversDestroyed(Bool)
    /// Ports and reservations are released.
    case released
    /// An effect failed.
    case failed(EffectFailure)
    /// Somebody cancelled the operation.
    case cancelRequested

    /// The event's name in the column `transitions.event`.
    package var name: String {
        switch self {
        case .started: "started"
        case .serverPlanned: "server_planned"
        case .serverIntended: "server_intended"
        case .placed: "placed"
        case .noHost: "no_host"
        case .serverPrepared: "server_prepared"
        case .serverCreated: "server_created"
        case .serversFound: "servers_found"
        case .serverStatus: "server_status"
        case .serverPoweredOn: "server_powered_on"
        case .connected: "connected"
        case .inspected: "inspected"
        case .portsMoved: "ports_moved"
        case .portsExhausted: "ports_exhausted"
        case .installed: "installed"
        case .runStarted: "run_started"
        case .runProgressed: "run_progressed"
        case .runStopped: "run_stopped"
        case .addressPublished: "address_published"
        case .verified: "verified"
        case .addressWithdrawn: "address_withdrawn"
        case .serversDestroyed: "servers_destroyed"
        case .released: "released"
        case .failed: "failed"
        case .cancelRequested: "cancel_requested"
        }
    }
}

/// Why an effect failed: a ``ProviderError`` as data.
package struct EffectFailure: Hashable, Codable, Sendable {
    /// How to react, decided at the provider's edge.
    package var disposition: ProviderError.Disposition
    /// One or two plain sentences without secrets.
    package var message: String
    /// The provider's id of the failed request.
    package var requestID: String?

    package init(_ disposition: ProviderError.Disposition, _ message: String, requestID: String? = nil) {
        self.disposition = disposition
        self.message = message
        self.requestID = requestID
    }

    /// Copies an error.
    package init(_ error: ProviderError) {
        self.init(error.disposition, error.message, requestID: error.requestID)
    }
}

/// An event reached a state that does not handle it: a defect, never an outside condition.
package struct IllegalTransition: Error, Hashable, CustomStringConvertible {
    /// The state.
    package let step: OperationStep
    /// The event's name.
    package let event: String

    /// Both names.
    package var description: String { "The event \(event) is not allowed in the step \(step.rawValue)." }
}
