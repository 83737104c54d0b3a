/// The step that an operation is in, as logs, `why` and the column `operations.step` name it.
package enum OperationStep: String, Codable, Sendable, CaseIterable {
    /// The request was accepted; nothing is done yet.
    case accept
    /// Choosing size, region and image.
    case planServer = "plan_server"
    /// Choosing a registered host.
    case place
    /// Writing down the server's name, key and ports before it is asked for.
    case intendServer = "intend_server"
    /// Making sure that key, tags and firewall exist.
    case prepareServer = "prepare_server"
    /// Asking for the server.
    case createServer = "create_server"
    /// Finding out whether an unclear create call made a server.
    case resolveServer = "resolve_server"
    /// Waiting until the server runs and has an address.
    case awaitServer = "await_server"
    /// Removing what a failed creation may have left, before the server is asked for again.
    case replaceServer = "replace_server"
    /// Removing servers that a repeated create call made besides.
    case removeDuplicates = "remove_duplicates"
    /// Logging in, and waiting until the first boot is over.
    case connect
    /// Reading the host's facts and checking its ports.
    case inspect
    /// Moving to another block of ports.
    case movePorts = "move_ports"
    /// Uploading playbooks and configuration.
    case install
    /// The host converges itself.
    case converge
    /// Finding out why a run failed.
    case diagnose
    /// Writing DNS records.
    case publishAddress = "publish_address"
    /// Asking every service for its health.
    case verify
    /// A failed provision is left as it is for somebody to look at, until a named time.
    case keepForDebugging = "keep_for_debugging"
    /// Stopping what still runs on the host.
    case stopRun = "stop_run"
    /// Removing the workspace from a shared host.
    case removeWorkspace = "remove_workspace"
    /// Removing DNS records.
    case withdrawAddress = "withdraw_address"
    /// Destroying the server, until it is really gone.
    case destroyServer = "destroy_server"
    /// Giving back ports and reservations.
    case release
    /// Over.
    case finish

    /// What the step does, for a log line.
    package var activity: String {
        switch self {
        case .accept: "Accepting the request"
        case .planServer: "Choosing size, region and image"
        case .place: "Choosing a host"
        case .intendServer: "Writing down the droplet's name, key and ports"
        case .prepareServer: "Making sure that SSH key, tags and firewall exist"
        case .createServer: "Creating the droplet"
        case .resolveServer: "Finding out whether the droplet was created"
        case .awaitServer: "Waiting until the droplet runs"
        case .replaceServer: "Removing what the failed creation may have left"
        case .removeDuplicates: "Looking for a second droplet of the name"
        case .connect: "Logging in and waiting for the first boot to end"
        case .inspect: "Inspecting the host"
        case .movePorts: "Choosing another block of ports"
        case .install: "Uploading playbooks and configuration"
        case .converge: "Running the playbook on the host"
        case .diagnose: "Finding out why the playbook failed"
        case .publishAddress: "Writing the DNS records"
        case .verify: "Asking every service for its health"
        case .keepForDebugging: "Keeping what the failed provision made"
        case .stopRun: "Stopping the playbook on the host"
        case .removeWorkspace: "Removing the workspace from the host"
        case .withdrawAddress: "Removing the DNS records"
        case .destroyServer: "Destroying the droplet"
        case .release: "Giving back ports and reservations"
        case .finish: "Finishing"
        }
    }

    /// Whether the step belongs to the way back: a teardown, or the undoing of a provision that failed.
    package var isTeardown: Bool {
        switch self {
        case .keepForDebugging, .stopRun, .removeWorkspace, .withdrawAddress, .destroyServer, .release: true
        case .accept, .planServer, .place, .intendServer, .prepareServer, .createServer, .resolveServer, .awaitServer,
            .replaceServer, .removeDuplicates, .connect, .inspect, .movePorts, .install, .converge, .diagnose,
            .publishAddress, .verify, .finish:
            false
        }
    }

    /// How long the step may take before a provision gives up: every acting step has a deadline.
    ///
    /// Generous on purpose: a deadline is for what will never come, not for what is slow. Booting from a large
    /// snapshot can take an hour (DigitalOcean's own tools were caught by shorter limits).
    package var deadline: Duration {
        switch self {
        case .accept, .place, .intendServer, .movePorts, .keepForDebugging, .release, .finish: .seconds(300)
        case .planServer, .prepareServer, .createServer, .resolveServer, .publishAddress: .seconds(900)
        case .awaitServer: .seconds(3600)
        case .connect: .seconds(1800)
        case .removeDuplicates, .inspect, .install, .verify, .diagnose, .stopRun, .withdrawAddress: .seconds(600)
        case .converge, .removeWorkspace: .seconds(3600)
        case .replaceServer, .destroyServer: .seconds(1800)
        }
    }
}
