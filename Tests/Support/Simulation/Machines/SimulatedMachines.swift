import Orchestrator
import Providers
import SSH
internal import Synchronization
import Workspaces

/// The machines of a simulated world, by address.
final class SimulatedMachines: Sendable {
    let around: Surroundings
    let monitor: Monitor
    private let ignoresEpochs: Bool
    private let machines = Mutex<[String: SimulatedMachine]>([:])

    init(around: Surroundings, monitor: Monitor, ignoresEpochs: Bool) {
        self.around = around
        self.monitor = monitor
        self.ignoresEpochs = ignoresEpochs
    }

    /// A droplet starts.
    func boot(_ droplet: SimulatedDroplet, pin: HostKeyPin?) {
        let first = around.timeline.draw { Int64($0.below(30_000_000)) }
        machines.withLock { machines in
            machines[droplet.address] = SimulatedMachine(
                address: droplet.address,
                droplet: droplet.id,
                pin: pin,
                answersAt: droplet.activeAt,
                readyAt: droplet.activeAt + first
            )
        }
    }

    /// An operator adds a machine.
    func addBareMetal(_ address: String, pin: HostKeyPin) {
        machines.withLock { machines in
            machines[address] = SimulatedMachine(address: address, droplet: nil, pin: pin, answersAt: 0, readyAt: 0)
        }
    }

    /// Reads or changes a machine; nil if there is none at the address.
    func at<Value: Sendable>(_ address: String, _ body: (inout SimulatedMachine) -> Value) -> Value? {
        machines.withLock { machines in
            guard machines[address] != nil else { return nil }
            return body(&machines[address, default: .init(address: address, droplet: nil, answersAt: 0, readyAt: 0)])
        }
    }

    var addresses: [String] { machines.withLock { $0.keys.sorted() } }

    func workspace(_ id: WorkspaceID) -> WorkspaceNumber? { around.database.number(of: id) }

    /// A short power failure: runs are interrupted, sessions end.
    func reboot(_ address: String) {
        let now = around.timeline.now
        let isCut = at(address) { machine in
            guard machine.answersAt <= now else { return false }
            machine.boot += 1
            machine.answersAt = now + 20_000_000
            for index in machine.runs.indices where machine.runs[index].isActive(at: now) {
                machine.runs[index].cutAt = now
            }
            return true
        }
        if isCut == true { around.history.note("machine", .about("reboots:", address)) }
    }

    /// Compares a claim's epoch with the highest one on the machine, and stores the higher one.
    func refuses(_ workspace: WorkspaceID, _ epoch: LeaseEpoch, on address: String) -> ProviderError? {
        let ignores = ignoresEpochs
        let isOld = at(address) { machine in
            let seen = machine.epochs[workspace] ?? epoch
            machine.epochs[workspace] = max(seen, epoch)
            return epoch < seen && !ignores
        }
        guard isOld == true else { return nil }
        return ProviderError(.fenced, "The host has seen a newer claim.")
    }

    /// A foreign process takes one of these ports, if drawn.
    func mayTake(_ ports: [Port], on address: String) {
        guard let port = ports.first, around.timeline.chance(around.plan.foreignPort) else { return }
        _ = at(address) { $0.foreignPort = port }
        around.history.note("machine", .numbered("\(address): a foreign process takes port", Int64(port.rawValue)))
    }

    /// The workspaces on a machine that use one of these ports.
    func rivals(of workspace: WorkspaceID, for ports: [Port], on address: String) -> [WorkspaceID] {
        at(address) { machine in
            machine.tenants.filter { id, tenant in id != workspace && !Set(tenant.ports).isDisjoint(with: ports) }
                .map(\.key).sorted { $0.rawValue < $1.rawValue }
        } ?? []
    }

    /// The bare-metal machines with anything of a workspace.
    func homes(of workspace: WorkspaceID) -> [String] {
        let now = around.timeline.now
        return machines.withLock { machines in
            machines.values.filter { machine in
                machine.droplet == nil
                    && (machine.tenants[workspace] != nil || machine.activeRun(of: workspace, at: now) != nil)
            }.map(\.address).sorted()
        }
    }

    /// Whether a workspace is deployed at an address.
    func isDeployed(_ workspace: WorkspaceID, at address: String) -> Bool {
        at(address) { $0.tenants[workspace]?.isDeployed ?? false } ?? false
    }

    /// Foreign processes end, and disks have space.
    func tidyUp() {
        machines.withLock { machines in
            for address in machines.keys.sorted() {
                machines[address]?.foreignPort = nil
                machines[address]?.isDiskFull = false
            }
        }
    }
}
