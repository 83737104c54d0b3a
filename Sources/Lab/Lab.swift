import FoundationEssentials
package import Logging

/// Real Debian machines on this computer: booted with `systemd-nspawn` from one base, each with its own overlay, on a
/// bridge of their own.
///
/// The lab keeps no machine in memory. What there is stands in its state folder, and whether it runs is read from the
/// kernel, so that a machine outlives the process that booted it and any process can list, stop and remove it. Needs
/// root. Every call runs programs without blocking a thread; calls for different machines may run at once.
package struct Lab: Sendable {
    /// Where `moorage-lab machine` keeps its machines.
    package static let defaultStateFolder = "/var/lib/moorage-lab"

    /// The base that machines are booted from.
    package let base: LabBase
    let state: StateFolder
    let logger: Logger

    /// A lab whose machines are kept below `stateFolder`; it needs a file system that can carry an overlay (ext4, xfs,
    /// btrfs or tmpfs do, another overlay does not).
    package init(stateFolder: String = Lab.defaultStateFolder, base: LabBase = LabBase(), logger: Logger) {
        state = StateFolder(path: stateFolder)
        self.base = base
        self.logger = logger
    }

    /// Where its machines are kept.
    package var stateFolder: String { state.path }

    /// Every machine of this lab, by name, those included that a killed process left behind.
    ///
    /// - Throws: `LabError.badState` when a record cannot be read.
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
