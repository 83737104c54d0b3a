import FoundationEssentials
import Logging

extension Lab {
    /// A machine shuts down normally within two seconds; its units have ten (see the base's recipe).
    private static let shutdownPatience = Duration.seconds(20)
    /// A systemd that has only just started misses the first request.
    private static let askAgainAfter = Duration.seconds(1)
    /// From the end of the first process to the end of all the others.
    private static let killPatience = Duration.seconds(10)
    /// How often to check the processes while waiting for their end.
    private static let interval = Duration.milliseconds(25)

    /// Stops a machine.
    ///
    /// - Parameters:
    ///   - name: The machine.
    ///   - removing: Whether its files are removed too. Then it is ended immediately, like pulling the plug. Otherwise
    ///     it shuts down normally, and `start` boots it again.
    /// - Throws: `LabError.notFound`; `commandFailed` or `timedOut` if a part could not be removed.
    package func stop(_ name: String, removing: Bool) async throws {
        let record = try record(name)
        if removing {
            try await remove(record)
        } else {
            try await halt(record, orderly: true)
        }
        logger.info("Machine stopped", metadata: ["lab.machine": "\(name)", "lab.removed": "\(removing)"])
    }

    /// Cuts a machine's power and keeps its files; unwritten data is lost.
    ///
    /// - Throws: as `stop`.
    package func cutPower(_ name: String) async throws {
        try await halt(try record(name), orderly: false)
    }

    /// Stops a machine normally and boots it again with the same files.
    ///
    /// - Throws: as `stop` and `start`.
    package func restart(_ name: String) async throws {
        try await stop(name, removing: false)
        try await start(name)
    }

    /// Removes every machine of this lab, and the leftovers of labs without a state folder.
    ///
    /// - Returns: The names of this lab's removed machines.
    /// - Throws: the first failure, after having tried every machine.
    @discardableResult
    package func stopAll() async throws -> [String] {
        let records = try state.records()
        try await withThrowingTaskGroup { group in
            for record in records { group.addTask { try await remove(record) } }
            try await group.waitForAll()
        }
        for network in LabNetwork.orphans() {
            for number in 2...254 {
                let tag = network.tag + Hexadecimal.byte(number)
                if !MachineProcesses.of(tag: tag).isEmpty { try await end(tag: tag, orderly: false) }
            }
            try await network.removeBridge()
        }
        return records.map(\.name)
    }

    /// Removes the remains of a failed boot. The original failure is the one to report.
    func discard(_ record: MachineRecord) async {
        // A cancelled caller still wants nothing left, but a cancelled task could run no program.
        let removal = Task.detached { try await remove(record) }
        do {
            try await removal.value
        } catch {
            logger.warning("Machine not removed", metadata: ["lab.machine": "\(record.name)", "error": "\(error)"])
        }
    }

    func unmount(_ root: String) async throws {
        let mounts = FileManager.default.contents(atPath: "/proc/self/mounts") ?? Data()
        guard String(decoding: mounts, as: UTF8.self).contains(" \(root) ") else { return }
        try await Command.run("umount", ["--recursive", root])
    }

    /// Polls until `condition` holds; returns whether it did in time.
    func waiting(for patience: Duration, until condition: () -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now.advanced(by: patience)
        while !condition() {
            if ContinuousClock.now >= deadline { return false }
            try await Task.sleep(for: Self.interval)
        }
        return true
    }

    private func remove(_ record: MachineRecord) async throws {
        try await halt(record, orderly: false)
        try await state.withLock {
            let folder = state.machineFolder(record.name)
            if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
            if try state.records().isEmpty { try await record.network.removeBridge() }
        }
    }

    private func halt(_ record: MachineRecord, orderly: Bool) async throws {
        try await end(tag: record.tag, orderly: orderly)
        try await unmount(state.root(record.name))
    }

    private func end(tag: String, orderly: Bool) async throws {
        if orderly {
            let deadline = ContinuousClock.now.advanced(by: Self.shutdownPatience)
            while ContinuousClock.now < deadline {
                let processes = MachineProcesses.of(tag: tag)
                if processes.isEmpty { break }
                processes.shutDown()
                _ = try await waiting(for: Self.askAgainAfter) { MachineProcesses.of(tag: tag).isEmpty }
            }
        }
        let ended = try await waiting(for: Self.killPatience) {
            let processes = MachineProcesses.of(tag: tag)
            if !processes.isEmpty { processes.kill() }
            return processes.isEmpty
        }
        guard ended else { throw LabError(.timedOut, "The processes of machine \(tag) do not end.") }
        try await sweep(tag: tag)
    }

    /// Removes what a machine that ended without its `systemd-nspawn` left in the system.
    private func sweep(tag: String) async throws {
        let script = """
            for group in /sys/fs/cgroup/"$1" /sys/fs/cgroup/unified/"$1" /sys/fs/cgroup/systemd/"$1"; do
                if [ -d "$group" ]; then find "$group" -depth -type d -exec rmdir {} \\;; fi
            done
            rm -rf --one-file-system "/run/systemd/nspawn/propagate/$1"
            if [ -e "/sys/class/net/vb-$1" ]; then ip link delete "vb-$1"; fi
            """
        try await Command.run("bash", ["-c", script, "sweep", tag])
    }
}
