import Orchestrator
import Providers
import SSH
import Workspaces

/// A machine of the simulated world: a droplet or bare metal.
struct SimulatedMachine: Sendable {
    /// A run of a playbook.
    struct Run: Sendable {
        let run: HostRun
        let startedAt: Int64
        let endsAt: Int64
        let events: Int
        let exitCode: Int
        /// Set when it was stopped or interrupted.
        var cutAt: Int64?
        var wasStopped = false

        func isActive(at now: Int64) -> Bool { cutAt == nil && now < endsAt }

        func state(at now: Int64) -> HostRunState {
            if cutAt != nil { return wasStopped ? .finished(exitCode: 143) : .interrupted }
            return now < endsAt ? .running : .finished(exitCode: exitCode)
        }

        /// How many events are written.
        func written(at now: Int64) -> Int {
            let end = min(now, cutAt ?? now)
            guard end < endsAt else { return events }
            return Int(Int64(events) * (end - startedAt) / max(endsAt - startedAt, 1))
        }
    }

    /// A workspace's parts on the machine.
    struct Tenant: Sendable {
        var ports: [Port]
        var isDeployed = false
    }

    let address: String
    /// Nil for bare metal.
    let droplet: Int64?
    var pin: HostKeyPin?
    var stagedPin: HostKeyPin?
    /// When its SSH server starts to answer.
    var answersAt: Int64
    /// When its first boot ends.
    var readyAt: Int64
    /// Increases with each boot: a session belongs to one.
    var boot = 1
    var epochs: [WorkspaceID: LeaseEpoch] = [:]
    /// In the order in which they were started.
    var runs: [Run] = []
    var tenants: [WorkspaceID: Tenant] = [:]
    var bundles: [SHA256Digest: [Port]] = [:]
    /// A port used by a foreign process.
    var foreignPort: Port?
    var isDiskFull = false

    func activeRun(of workspace: WorkspaceID, at now: Int64) -> Int? {
        runs.firstIndex { $0.run.workspace == workspace && $0.isActive(at: now) }
    }
}
