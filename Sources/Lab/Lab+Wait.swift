import FoundationEssentials

extension Lab {
    /// Waits until the machine's SSH server says hello on port 22.
    ///
    /// - Throws: `LabError`: `notFound`; `timedOut` after `patience`, or as soon as the machine has ended.
    package func waitForSSH(_ name: String, patience: Duration = .seconds(60)) async throws {
        let record = try record(name)
        // The machine's interface on the bridge is there for as long as the machine is.
        let script = """
            until { exec 3<>"/dev/tcp/$1/22" && read -r -t 2 -u 3 hello && [[ $hello == SSH-* ]]; } 2>/dev/null; do
                [ -e "/sys/class/net/vb-$2" ] || exit 3
                sleep 0.05
            done
            """
        let seconds = String(max(1, patience.components.seconds))
        do {
            try await Command.run("timeout", [seconds, "bash", "-c", script, "wait", record.address, record.tag])
        } catch let error as LabError where error.code == .commandFailed {
            let message = "\(name) did not answer on port 22 within \(patience.components.seconds) s, or ended."
            throw LabError(.timedOut, message, cause: error)
        }
    }

    /// Waits until cloud-init has done everything that it does at this boot.
    ///
    /// - Throws: `LabError`: `notFound`; `timedOut` after `patience`, or as soon as the machine has ended.
    package func waitForCloudInit(_ name: String, patience: Duration = .seconds(120)) async throws {
        let record = try record(name)
        let done = try await waiting(for: patience) {
            guard let leader = MachineProcesses.of(tag: record.tag).leader else { return true }
            // Its folder in /run is new at every boot, so an earlier boot's result is never taken for this one's.
            return FileManager.default.fileExists(atPath: "/proc/\(leader)/root/run/cloud-init/result.json")
        }
        guard done, !MachineProcesses.of(tag: record.tag).isEmpty else {
            throw LabError(
                .timedOut,
                "cloud-init on \(name) was not done within \(patience.components.seconds) s, or the machine ended."
            )
        }
    }
}
