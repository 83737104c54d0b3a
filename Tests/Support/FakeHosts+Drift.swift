package import Providers
package import Workspaces

extension FakeHosts {
    /// Every host's report about itself unless a test sets another one.
    package static let report = HostReport(
        bootID: "00000000-0000-4000-8000-000000000001",
        machineID: "0123456789abcdef0123456789abcdef",
        diskFreeMiB: 10_000
    )

    /// The services of a workspace that answer on ports.
    static let services = ["redis", "qdrant", "neo4j", "daphne", "nginx"]

    /// The health of every workspace's services from now on. Without it all are healthy.
    package func setHealth(_ health: [ServiceHealth]) { self.health = health }

    /// The drift of a workspace from now on, or that the host cannot report it. Without it there is no drift.
    package func setDrift(_ answer: Result<HostDrift, ProviderError>, of workspace: WorkspaceID) {
        driftAnswers[workspace] = answer
    }

    /// The inventory of every host, or that it cannot report it; an orphan whose removal was requested is omitted.
    /// Without it it is empty.
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
