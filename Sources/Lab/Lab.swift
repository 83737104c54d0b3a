import FoundationEssentials
package import Logging

/// Real Debian machines on this computer: booted with `systemd-nspawn` from one base, each with its own overlay, on a
/// separate bridge.
///
/// The lab keeps no machine in memory. The state folder records its machines, and the kernel says whether they run. So
/// a machine outlives the process that booted it, and any process can list, stop and remove it. Needs root. Every call
/// runs programs without blocking a thread; calls for different machines may run concurrently.
package struct Lab: Sendable {
    /// Where `moorage-lab machine` stores its machines.
    package static let defaultStateFolder = "/var/lib/moorage-lab"

    /// The base from which machines boot.
    package let base: LabBase
    let state: StateFolder
    let logger: Logger

    /// A lab with its machines below `stateFolder`, which needs a file system that supports an overlay (ext4, xfs,
    /// btrfs or tmpfs, but not another overlay).
    package init(stateFolder: String = Lab.defaultStateFolder, base: LabBase = LabBase(), logger: Logger) {
        state = StateFolder(path: stateFolder)
        self.base = base
        self.logger = logger
    }

    /// Where its machines are stored.
    package var stateFolder: String { state.path }

    /// Every machine of this lab, by name, including those left by a killed process.
    ///
    /// - Throws: `LabError.badState` if a record cannot be read.
    package func list() throws -> [LabMachine] {
        let records = try state.records()
        let processes = MachineProcesses.byTag(records.map(\.tag))
        return records.map { machine($0, processes: processes[$0.tag]) }
    }

    /// One machine of this lab.
    ///
    /// - Throws: `LabError.notFound`.
    package func machine(_ name: String) throws -> LabMachine {
        let record = try record(name)
        return machine(record, processes: MachineProcesses.of(tag: record.tag))
    }

    func record(_ name: String) throws -> MachineRecord {
        guard let record = try state.record(name) else {
            throw LabError(.notFound, "There is no machine \(name) in \(state.path).")
        }
        return record
    }

    private func machine(_ record: MachineRecord, processes: MachineProcesses?) -> LabMachine {
        LabMachine(
            name: record.name,
            hostname: record.hostname,
            address: record.address,
            state: processes == nil || processes?.isEmpty == true ? .stopped : .running,
            instanceID: record.instanceID,
            createdAt: record.createdAt,
            consoleLog: state.consoleLog(record.name),
            tree: state.root(record.name),
            memory: processes?.privateMemory ?? 0
        )
    }
}
