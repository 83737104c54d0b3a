import Orchestrator
import Providers
import Workspaces

extension SimulatedMachines {
    /// A workspace's drift on a machine: a foreign process may use its ports, or nothing was ever installed.
    func drift(of id: WorkspaceID, ports: [Port], on address: String) -> Result<HostDrift, ProviderError> {
        let drift = at(address) { machine in
            let tenant = machine.tenants[id]
            return HostDrift(
                workspace: id,
                host: Self.report(of: machine),
                isInstalled: tenant != nil,
                epoch: machine.epochs[id],
                ports: ports.map { port in
                    let isOurs = tenant?.isDeployed == true && tenant?.ports.contains(port) == true
                    let isTaken = machine.foreignPort == port
                    return HostDrift.PortUse(
                        port: port,
                        service: "",
                        state: isTaken ? .foreign : isOurs ? .ours : .free,
                        stranger: isTaken ? "nc" : ""
                    )
                }
            )
        }
        return answer(drift, from: address)
    }

    /// The inventory of a machine.
    func inventory(of address: String) -> Result<HostInventory, ProviderError> {
        let now = around.timeline.now
        let inventory = at(address) { machine in
            let names = Set(machine.epochs.keys).union(machine.tenants.keys).sorted { $0.rawValue < $1.rawValue }
            let workspaces = names.map { id in
                let runs = machine.runs.filter { $0.run.workspace == id }
                let lastStart = runs.map(\.startedAt).max() ?? now
                return HostInventory.Workspace(
                    id: id,
                    parts: machine.tenants[id] == nil ? [] : ["notes", "home", "user", "units"],
                    runs: runs.count,
                    activeRuns: runs.count { $0.isActive(at: now) },
                    ageSeconds: Int((now - (runs.map(\.startedAt).min() ?? now)) / 1_000_000),
                    idleSeconds: Int((now - lastStart) / 1_000_000)
                )
            }
            return HostInventory(workspaces: workspaces, host: Self.report(of: machine))
        }
        return answer(inventory, from: address)
    }

    /// Starts a run that removes a workspace without a bundle of it.
    func removeOrphan(
        _ id: WorkspaceID,
        epoch: LeaseEpoch,
        run key: HostRunKey,
        on address: String
    ) -> Result<HostRunState, ProviderError> {
        let isThere = at(address) { machine in
            machine.tenants[id] != nil || machine.runs.contains { $0.run.key == key }
        }
        guard isThere == true else {
            if let error = refuses(id, epoch, on: address) { return .failure(error) }
            return .success(.absent)
        }
        // The program needs no bundle for this run: it gets one without ports.
        let bundle = SimulatedBundles.none
        _ = at(address) { $0.bundles[bundle] = [] }
        let run = HostRun(key: key, workspace: id, playbook: Self.removal, playbooks: bundle, bundle: bundle)
        return start(run, epoch: epoch, on: address)
    }

    private static func report(of machine: SimulatedMachine) -> HostReport {
        HostReport(
            bootID: "00000000-0000-4000-8000-\(String(100_000_000_000 + machine.boot))",
            machineID: "0123456789abcdef0123456789abcdef",
            diskFreeMiB: machine.isDiskFull ? 10 : 20_000
        )
    }

    private func answer<Value>(_ value: Value?, from address: String) -> Result<Value, ProviderError> {
        value.map(Result.success)
            ?? .failure(ProviderError(.transient(retryAfter: nil), "Nothing answers at \(address)."))
    }
}
