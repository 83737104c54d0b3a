package import PortAllocator
package import Providers
package import Workspaces

/// What the state machine is told: results of effects, failures, and requests from outside.
package enum OperationEvent: Hashable, Codable, Sendable {
    /// The operation is worked on for the first time.
    case started
    /// Size, region and image are chosen.
    case serverPlanned(ServerPlan)
    /// Name, host key and ports of a server are written down.
    case serverIntended(Site)
    /// A host has room; ports are reserved on it.
    case placed(Site)
    /// No host has room now; the reason and what would unblock it.
    case noHost(reason: String)
    /// What a create call refers to exists.
    case serverPrepared
    /// A create call was accepted.
    case serverCreated(ServerReference)
    /// The servers of the name, oldest first.
    case serversFound([Server])
    /// What has become of the server.
    case serverStatus(ServerStatus)
    /// A server that was off was asked to run.
    case serverPoweredOn
    /// The host let us in and its first boot is over.
    case connected
    /// The host's facts.
    case inspected(HostFacts)
    /// Another block is reserved.
    case portsMoved(PortBlock)
    /// No block on the host is free.
    case portsExhausted
    /// Playbooks and bundle are on the host.
    case installed(playbooks: SHA256Digest, bundle: SHA256Digest)
    /// How the run stood when it was started.
    case runStarted(HostRunState)
    /// New events of a run.
    case runProgressed(HostRunProgress)
    /// Whether nothing of the run is left.
    case runStopped(Bool)
    /// How writing the DNS records ended.
    case addressPublished(PublishedAddress)
    /// How each service answered.
    case verified([ServiceHealth])
    /// The DNS records are gone.
    case addressWithdrawn
    /// Whether no server of the name is left.
    case serversDestroyed(Bool)
    /// Ports and reservations are given back.
    case released
    /// An effect failed.
    case failed(EffectFailure)
    /// Somebody asked the operation to stop.
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

/// Why an effect did not succeed: a ``ProviderError`` as data.
package struct EffectFailure: Hashable, Codable, Sendable {
    /// What to do about it, decided at the provider's edge.
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

    /// Takes over what an error says.
    package init(_ error: ProviderError) {
        self.init(error.disposition, error.message, requestID: error.requestID)
    }
}

/// An event reached a state that knows nothing of it: a defect, never a condition of the outside world.
package struct IllegalTransition: Error, Hashable, CustomStringConvertible {
    /// The state.
    package let step: OperationStep
    /// The event's name.
    package let event: String

    /// Both names.
    package var description: String { "The event \(event) means nothing in the step \(step.rawValue)." }
}
