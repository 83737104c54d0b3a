/// The current step of an operation, as named in logs, `why` and the column `operations.step`.
package enum OperationStep: String, Codable, Sendable, CaseIterable {
    case accept
    case planServer = "plan_server"
    case place
    case intendServer = "intend_server"
    case prepareServer = "prepare_server"
    case createServer = "create_server"
    case resolveServer = "resolve_server"
    case awaitServer = "await_server"
    case replaceServer = "replace_server"
    case removeDuplicates = "remove_duplicates"
    case connect
    case inspect
    case movePorts = "move_ports"
    case install
    case converge
    case diagnose
    case publishAddress = "publish_address"
    case verify
    case keepForDebugging = "keep_for_debugging"
    case stopRun = "stop_run"
    case removeWorkspace = "remove_workspace"
    case withdrawAddress = "withdraw_address"
    case destroyServer = "destroy_server"
    case release
    case finish
}

extension OperationStep {
    /// The properties of a step.
    private struct Facts {
        /// The step's activity; `%` stands for the provider's word for a server.
        let activity: String
        let deadline: Duration
        var isTeardown = false

        init(_ activity: String, minutes: Int, isTeardown: Bool = false) {
            self.activity = activity
            deadline = .seconds(60 * minutes)
            self.isTeardown = isTeardown
        }
    }

    /// The table of steps. Deadlines are generous on purpose: they are for results that will never come, not for slow
    /// ones. Booting from a large snapshot can take an hour, longer than the providers' own tools wait.
    private var facts: Facts {
        switch self {
        case .accept: Facts("Accepting the request", minutes: 5)
        case .planServer: Facts("Choosing size, region and image", minutes: 15)
        case .place: Facts("Choosing a host", minutes: 5)
        case .intendServer: Facts("Recording the %'s name, key and ports", minutes: 5)
        case .prepareServer: Facts("Ensuring that SSH key, tags and firewall exist", minutes: 15)
        case .createServer: Facts("Creating the %", minutes: 15)
        case .resolveServer: Facts("Finding out whether the % was created", minutes: 15)
        case .awaitServer: Facts("Waiting until the % runs", minutes: 60)
        case .replaceServer: Facts("Removing what the failed creation may have left", minutes: 30)
        case .removeDuplicates: Facts("Looking for a second % with the same name", minutes: 10)
        case .connect: Facts("Logging in and waiting for the first boot to end", minutes: 30)
        case .inspect: Facts("Inspecting the host", minutes: 10)
        case .movePorts: Facts("Choosing another block of ports", minutes: 5)
        case .install: Facts("Uploading playbooks and configuration", minutes: 10)
        case .converge: Facts("Running the playbook on the host", minutes: 60)
        case .diagnose: Facts("Finding out why the playbook failed", minutes: 10)
        case .publishAddress: Facts("Writing the DNS records", minutes: 15)
        case .verify: Facts("Checking the health of every service", minutes: 10)
        case .keepForDebugging: Facts("Keeping the resources of the failed provision", minutes: 5, isTeardown: true)
        case .stopRun: Facts("Stopping the playbook on the host", minutes: 10, isTeardown: true)
        case .removeWorkspace: Facts("Removing the workspace from the host", minutes: 60, isTeardown: true)
        case .withdrawAddress: Facts("Removing the DNS records", minutes: 10, isTeardown: true)
        case .destroyServer: Facts("Destroying the %", minutes: 30, isTeardown: true)
        case .release: Facts("Releasing ports and reservations", minutes: 5, isTeardown: true)
        case .finish: Facts("Finishing", minutes: 5)
        }
    }

    /// A description of the step for a log line.
    ///
    /// - Parameter server: the provider's word for a server (``ProviderWords/server``).
    package func activity(calling server: String = "server") -> String {
        facts.activity.replacing("%", with: server)
    }

    /// Whether the step belongs to the way back: a teardown, or the removal of a failed provision.
    package var isTeardown: Bool { facts.isTeardown }

    /// The time limit of the step, after which a provision gives up: every acting step has a deadline.
    package var deadline: Duration { facts.deadline }
}
