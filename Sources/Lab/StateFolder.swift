import Foundation
import Glibc

/// A lab's files: a folder for each machine, and a lock that keeps its processes from choosing the same address.
///
/// `machines/NAME/` contains `machine.json`, `upper` and `work` (of the overlay), `root` (its mount point) and
/// `console.log`.
struct StateFolder: Sendable {
    /// How long a process waits for another one's lock, which is held only for a few `ip` calls.
    private static let lockPatience = Duration.seconds(30)
    /// How often the lock is tried. Waiting for it would block a thread.
    private static let lockInterval = Duration.milliseconds(10)

    let path: String

    private var machinesFolder: String { path + "/machines" }

    func machineFolder(_ name: String) -> String { "\(machinesFolder)/\(name)" }

    func root(_ name: String) -> String { machineFolder(name) + "/root" }

    func consoleLog(_ name: String) -> String { machineFolder(name) + "/console.log" }

    /// Every recorded machine, by name.
    func records() throws -> [MachineRecord] {
        guard FileManager.default.fileExists(atPath: machinesFolder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: machinesFolder).sorted().compactMap {
            try record($0)
        }
    }

    /// The record of one machine; nil if there is none.
    func record(_ name: String) throws -> MachineRecord? {
        let file = machineFolder(name) + "/machine.json"
        guard let bytes = FileManager.default.contents(atPath: file) else { return nil }
        do {
            return try JSONDecoder().decode(MachineRecord.self, from: bytes)
        } catch {
            throw LabError(.badState, "\(file) is not a machine's record; remove its folder by hand.", cause: error)
        }
    }

    /// Creates the machine's folders and writes its record.
    func add(_ record: MachineRecord) throws {
        for folder in ["upper", "work", "root"] {
            try FileManager.default.createDirectory(
                atPath: machineFolder(record.name) + "/" + folder,
                withIntermediateDirectories: true
            )
        }
        // The folder contains a machine's whole file system, including private keys.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o700],
            ofItemAtPath: machineFolder(record.name)
        )
        let file = URL(filePath: machineFolder(record.name) + "/machine.json")
        try JSONEncoder().encode(record).write(to: file, options: .atomic)
    }

    /// Runs `body` while no other process of this lab does.
    func withLock<Result>(_ body: () async throws -> Result) async throws -> Result {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let file = path + "/lock"
        // Another process may have created the file meanwhile, and hold it: it must stay the same file.
        try? Data().write(to: URL(filePath: file), options: .withoutOverwriting)
        guard let handle = FileHandle(forUpdatingAtPath: file) else {
            throw LabError(.badState, "\(file) cannot be opened.")
        }
        defer { try? handle.close() }
        let deadline = ContinuousClock.now.advanced(by: Self.lockPatience)
        while flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < deadline else {
                throw LabError(
                    .timedOut,
                    "Another process has held \(file) for \(Self.lockPatience.components.seconds) s."
                )
            }
            try await Task.sleep(for: Self.lockInterval)
        }
        return try await body()
    }
}
