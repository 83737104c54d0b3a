package import Providers
package import Workspaces

extension FakeHosts {
    /// What every host says of itself unless a test sets another answer.
    package static let report = HostReport(
        bootID: "00000000-0000-4000-8000-000000000001",
        machineID: "0123456789abcdef0123456789abcdef",
        diskFreeMiB: 10_000
    )

    /// The services of a workspace that answer on ports.
    static let services = ["redis", "qdrant", "neo4j", "daphne", "nginx"]

    /// How the services of every workspace answer from now on. Without it all are well.
    package func setHealth(_ health: [ServiceHealth]) { self.health = health }

    /// How a workspace stands from now on, or that the host cannot say. Without it nothing has drifted.
    package func setDrift(_ answer: Result<HostDrift, ProviderError>, of workspace: WorkspaceID) {
        driftAnswers[workspace] = answer
    }

    /// What is on every host, or that it cannot say; an orphan whose removal was asked for is left out. Without it
    /// there is nothing.
    package func setInventory(_ answer: Result<HostInventory, ProviderError>) { inventoryAnswer = answer }

    func drift(of workspace: WorkspaceID, ports: [Port]) throws(ProviderError) -> HostDrift {
        if let answer = driftAnswers[workspace] { return try answer.get() }
        return HostDrift(
            workspace: workspace,
            host: Self.report,
            ports: ports.map { HostDrift.PortUse(port: $0, service: "", state: .ours) }
        )
    }

    func inventory() throws(ProviderError) -> HostInventory {
        var inventory = try inventoryAnswer?.get() ?? HostInventory(workspaces: [], host: Self.report)
        for removed in removedOrphans where runs[removed.run] == .finished(exitCode: 0) {
            inventory.workspaces.removeAll { $0.id == removed.workspace }
        }
        return inventory
    }

    func removeOrphan(_ workspace: WorkspaceID, epoch: LeaseEpoch, run: HostRunKey) -> HostRunState {
        removedOrphans.append((workspace, epoch, run))
        return start(run, playbook: "decommission_workspace.yml")
    }
}
