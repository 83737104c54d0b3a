package import Providers
package import Workspaces

/// Something to be done outside the state machine: stored before it is done, so that it can be done again.
///
/// Plain data. Secrets are named (the host's key, the workspace's bundle), never carried.
package enum OperationEffect: Hashable, Codable, Sendable {
    /// Choose size, region and image. Answers `serverPlanned`.
    case planServer(ServerRequest)
    /// Write down a server's name, host key and ports. Answers `serverIntended`; the same again when asked again.
    case intendServer(ServerPlan)
    /// Reserve room on a host. Answers `placed`.
    case placeOnHost
    /// Make sure that key, tags and firewall exist. Answers `serverPrepared`.
    case prepareServer(ServerIntent)
    /// Send one create call. Answers `serverCreated`. Never cancelled half-way.
    case createServer(ServerIntent, HostID)
    /// List the servers of this name. Answers `serversFound`.
    case findServers(name: String)
    /// Wait until the server is active. Answers `serverStatus`.
    case awaitServer(ServerReference)
    /// Remove these surplus servers of a name, and list all of it. Answers `serversFound`.
    case destroyDuplicates(name: String, ids: [String])
    /// Switch a server on that was switched off. Answers `serverPoweredOn`.
    case powerOn(ServerReference)
    /// Log in, replace the first host key, wait for the first boot to end. Answers `connected`.
    case connect(HostID, rotatesHostKey: Bool)
    /// Read the host's facts. Answers `inspected`.
    case inspect(HostID)
    /// Reserve another block, avoiding these ports. Answers `portsMoved`.
    case movePorts(HostID, avoiding: [Port])
    /// Upload playbooks and the workspace's bundle. Answers `installed`.
    case install(Site)
    /// Start a run, or find it started. Answers `runStarted`.
    case startRun(HostRun, HostID)
    /// Read a run's events. Answers `runProgressed`.
    case followRun(HostRun, HostID, from: Int64)
    /// Stop a run and see that it is gone. Answers `runStopped`.
    case stopRun(HostRunKey, HostID)
    /// Write DNS records. Answers `addressPublished`.
    case publishAddress(AddressRecord)
    /// Ask every service for its health. Answers `verified`.
    case verify(HostID)
    /// Remove DNS records. Answers `addressWithdrawn`.
    case withdrawAddress(name: String)
    /// Ask for the server's removal. Answers `serversDestroyed`, or `serversFound` when there is more than one.
    case destroyServers(name: String, id: String?)
    /// Give back ports, reservations, secrets and a droplet's host entry. Answers `released`.
    case release

    /// Whether the effect may be cut short by a cancel. What creates or writes is let finish: its end is near and its
    /// result is needed.
    package var isInterruptible: Bool {
        switch self {
        case .createServer, .intendServer, .placeOnHost, .movePorts, .release, .startRun, .publishAddress, .powerOn:
            false
        case .planServer, .prepareServer, .findServers, .awaitServer, .connect, .inspect, .install, .followRun,
            .stopRun, .verify, .withdrawAddress, .destroyServers, .destroyDuplicates:
            true
        }
    }

    /// The effect's name in the column `effects.kind`.
    package var name: String {
        switch self {
        case .planServer: "plan_server"
        case .intendServer: "intend_server"
        case .placeOnHost: "place_on_host"
        case .prepareServer: "prepare_server"
        case .createServer: "create_server"
        case .findServers: "find_servers"
        case .awaitServer: "await_server"
        case .destroyDuplicates: "destroy_duplicates"
        case .powerOn: "power_on"
        case .connect: "connect"
        case .inspect: "inspect"
        case .movePorts: "move_ports"
        case .install: "install"
        case .startRun: "start_run"
        case .followRun: "follow_run"
        case .stopRun: "stop_run"
        case .publishAddress: "publish_address"
        case .verify: "verify"
        case .withdrawAddress: "withdraw_address"
        case .destroyServers: "destroy_servers"
        case .release: "release"
        }
    }
}
