import Orchestrator
import Providers
import Workspaces

extension SimulatedMachines {
    /// A machine's facts, with all listeners.
    func facts(of address: String) -> HostFacts {
        let (listeners, isFull) =
            at(address) { machine in
                (Self.listeners(on: machine), machine.isDiskFull)
            } ?? ([], false)
        return HostFacts(
            distribution: "debian",
            distributionVersion: "12",
            architecture: "x86_64",
            systemdVersion: 252,
            machineID: "0123456789abcdef0123456789abcdef",
            vcpu: 2,
            memoryMiB: 4096,
            freeDiskMiB: isFull ? 10 : 20_000,
            clock: 0,
            hasRoot: true,
            pythonVersion: "3.11",
            ansibleVersion: "2.14",
            listeners: listeners
        )
    }

    private static func listeners(on machine: SimulatedMachine) -> [HostFacts.Listener] {
        var listeners: [HostFacts.Listener] = []
        for (id, tenant) in machine.tenants.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for port in tenant.ports {
                listeners.append(listener(port, "redis-server", "/moorage.slice/moorage-\(id).slice"))
            }
        }
        if let port = machine.foreignPort { listeners.append(listener(port, "nc", "/user.slice")) }
        return listeners
    }

    private static func listener(_ port: Port, _ process: String, _ group: String) -> HostFacts.Listener {
        HostFacts.Listener(port: port, address: "127.0.0.1", process: process, controlGroup: group)
    }
}
