package import Providers
package import Workspaces

/// An action outside the state machine: stored before it is carried out, so that it can be repeated.
///
/// Plain data. It refers to secrets (the host's key, the workspace's bundle), and never contains one.
package enum OperationEffect: Hashable, Codable, Sendable {
    /// Choose size, region and image. Answers `serverPlanned`.
    case planServer(ServerRequest)
    /// Record a server's name, host key and ports. Results in `serverIntended`; repeating it gives the same result.
    case intendServer(ServerPlan)
    /// Reserve capacity on a host. Answers `placed`.
    case placeOnHost
    /// Ensure that key, tags and firewall exist. Answers `serverPrepared`.
    case prepareServer(ServerIntent)
    /// Send one create call. Answers `serverCreated`. Never cancelled halfway.
    case createServer(ServerIntent, HostID)
    /// List the servers with this name. Answers `serversFound`.
    case findServers(name: String)
    /// Wait until the server is active. Answers `serverStatus`.
    case awaitServer(ServerReference)
    /// Remove these surplus servers with the name, and list all with the name. Answers `serversFound`.
    case destroyDuplicates(name: String, ids: [String])
    /// Start a server that was switched off. Answers `serverPoweredOn`.
    case powerOn(ServerReference)
    /// Log in, replace the first host key, wait until the first boot has ended. Answers `connected`.
    case connect(HostID, rotatesHostKey: Bool)
    /// Read the host's facts. Answers `inspected`.
    case inspect(HostID)
    /// Reserve another block, avoiding these ports. Answers `portsMoved`.
    case movePorts(HostID, avoiding: [Port])
    /// Upload playbooks and the workspace's bundle. Answers `installed`.
    case install(Site)
    /// Start a run, unless it has started. Answers `runStarted`.
    case startRun(HostRun, HostID)
    /// Read a run's events. Answers `runProgressed`.
    case followRun(HostRun, HostID, from: Int64)
    /// Stop a run and verify that it is gone. Answers `runStopped`.
    case stopRun(HostRunKey, HostID)
    /// Write DNS records. Answers `addressPublished`.
    case publishAddress(AddressRecord)
    /// Check the health of every service. Answers `verified`.
    case verify(HostID)
    /// Remove DNS records. Answers `addressWithdrawn`.
    case withdrawAddress(name: String)
    /// Request the server's removal. Results in `serversDestroyed`, or `serversFound` if there is more than one.
    case destroyServers(name: String, id: String?)
    /// Give back ports, reservations, secrets and a server's host entry. Answers `released`.
    case release
}

extension OperationEffect {
    /// The properties of an effect.
    private struct Facts {
        let name: String
        /// An effect that creates or writes something finishes: its end is near and its result is needed.
        var isInterruptible = true
        var changesProvider = false
    }

    /// The table of effects.
    private var facts: Facts {
        switch self {
        case .planServer: Facts(name: "plan_server")
        case .intendServer: Facts(name: "intend_server", isInterruptible: false)
        case .placeOnHost: Facts(name: "place_on_host", isInterruptible: false)
        // All workspaces share the keys, tags and the firewall, and it does not matter which daemon creates them.
        case .prepareServer: Facts(name: "prepare_server")
        case .createServer: Facts(name: "create_server", isInterruptible: false, changesProvider: true)
        case .findServers: Facts(name: "find_servers")
        case .awaitServer: Facts(name: "await_server")
        case .destroyDuplicates: Facts(name: "destroy_duplicates", changesProvider: true)
        case .powerOn: Facts(name: "power_on", isInterruptible: false, changesProvider: true)
        case .connect: Facts(name: "connect")
        case .inspect: Facts(name: "inspect")
        case .movePorts: Facts(name: "move_ports", isInterruptible: false)
        case .install: Facts(name: "install")
        case .startRun: Facts(name: "start_run", isInterruptible: false)
        case .followRun: Facts(name: "follow_run")
        case .stopRun: Facts(name: "stop_run")
        case .publishAddress: Facts(name: "publish_address", isInterruptible: false, changesProvider: true)
        case .verify: Facts(name: "verify")
        case .withdrawAddress: Facts(name: "withdraw_address", changesProvider: true)
        case .destroyServers: Facts(name: "destroy_servers", changesProvider: true)
        case .release: Facts(name: "release", isInterruptible: false)
        }
    }

    /// The effect's name in the column `effects.kind`.
    package var name: String { facts.name }

    /// Whether a cancel may cut the effect short.
    package var isInterruptible: Bool { facts.isInterruptible }

    /// Whether the effect changes something at the provider, which knows no epochs: the database and the host refuse an
    /// old holder, but the provider does not. Such an effect does not begin once the lease may be over.
    var changesProvider: Bool { facts.changesProvider }
}
