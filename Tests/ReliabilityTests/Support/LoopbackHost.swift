import Foundation
import TestSSHServer

/// A host that is as cheap as possible but realistic: a real sshd on an address of the loopback network, in its own
/// mount namespace, where the real `moorage-host` finds every path in its place.
struct LoopbackHost: Sendable {
    /// Its parts.
    struct Request: Sendable {
        var address: String
        var port: UInt16
        /// OpenSSH, private.
        var hostKey: String
        var authorizedKeys: [String]
        /// How long each of the three tasks of a playbook takes.
        var taskSeconds = 0.1
    }

    /// Mounting needs root, and a kernel that allows it.
    static func isAvailable() async throws -> Bool {
        guard TestSSHServer.isAvailable else { return false }
        let probe = ["-m", "/bin/sh", "-c", "mount --bind /var/lib /var/lib"]
        return try await ChildProcess.result(of: "/usr/bin/unshare", probe).exitCode == 0
    }

    let folder: URL
    private let process: ChildProcess

    /// Boots it; returns when it accepts connections.
    static func boot(_ request: Request) async throws -> LoopbackHost {
        let folder = FileManager.default.temporaryDirectory.appending(path: "moorage-host-\(UUID().uuidString)")
        let programs = folder.appending(path: "bin")
        try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        try write(LoopbackHostScripts.systemctl, to: programs.appending(path: "systemctl.text"))
        try write(LoopbackHostScripts.systemdRun, to: programs.appending(path: "systemd-run.text"))
        try write(LoopbackHostScripts.ansible, to: programs.appending(path: "ansible-playbook.text"))
        try write(LoopbackHostScripts.services, to: programs.appending(path: "services.text"))
        try write(LoopbackHostScripts.socketStatistics, to: programs.appending(path: "ss.text"))
        try write(request.hostKey, to: folder.appending(path: "host_key"))
        try write(request.authorizedKeys.joined(separator: "\n") + "\n", to: folder.appending(path: "authorized_keys"))
        try write("\(request.taskSeconds)\n", to: folder.appending(path: "task-seconds"))
        try write(configuration(request, folder), to: folder.appending(path: "sshd_config"))
        return try await start(folder)
    }

    /// Boots it again from the disk left by ``powerOff()``.
    func bootAgain() async throws -> LoopbackHost { try await Self.start(folder) }

    private static func start(_ folder: URL) async throws -> LoopbackHost {
        let process = try ChildProcess(
            "/usr/bin/unshare",
            ["-m", "--propagation", "private", "/bin/sh", "-c", LoopbackHostScripts.boot, "boot", folder.path]
        )
        do {
            try await process.waitFor("Server listening on")
        } catch {
            process.killAll()
            throw error
        }
        return LoopbackHost(folder: folder, process: process)
    }

    /// The names of the started units, in order.
    var startedUnits: [String] {
        let text = (try? String(contentsOf: folder.appending(path: "started"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// Sets how long each task of an installing playbook takes from now on.
    func setTaskSeconds(_ seconds: Double) throws {
        try Self.write("\(seconds)\n", to: folder.appending(path: "task-seconds"))
    }

    /// Ends it and removes it with its disk.
    func destroy() {
        powerOff()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Ends everything on it, like a power cut; its disk stays.
    func powerOff() {
        process.killAll()
        for group in unitGroups { kill(-group, SIGKILL) }
        // Their ids may be reused by other processes from now on.
        try? FileManager.default.removeItem(at: folder.appending(path: "units"))
    }

    /// The process groups of the running units.
    var unitGroups: [pid_t] {
        let units = (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/units")) ?? []
        return units.compactMap { unit in
            let text = try? String(contentsOf: folder.appending(path: "units/\(unit)"), encoding: .utf8)
            return text.flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }.flatMap {
                $0 > 1 ? $0 : nil
            }
        }
    }

    /// Whether one of the groups has a process. A process that ended without being waited for does not count.
    static func isAlive(_ groups: [pid_t]) -> Bool {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.contains { process in
            guard pid_t(process) != nil,
                let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let end = text.lastIndex(of: ")")
            else { return false }
            let words = text[end...].split(separator: " ")
            return words.count > 3 && words[1] != "Z" && groups.contains(pid_t(words[3]) ?? 0)
        }
    }

    private static func configuration(_ request: Request, _ folder: URL) -> String {
        """
        ListenAddress \(request.address):\(request.port)
        HostKey /etc/ssh/ssh_host_ed25519_key
        AuthorizedKeysFile \(folder.path)/authorized_keys
        PermitRootLogin prohibit-password
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        UsePAM no
        StrictModes no
        PidFile \(folder.path)/sshd.pid
        MaxStartups 200
        SetEnv HOME=\(folder.path) PATH=\(folder.path)/bin:/usr/sbin:/usr/bin:/sbin:/bin

        """
    }

    private static func write(_ text: String, to url: URL) throws {
        let isWritten = FileManager.default.createFile(
            atPath: url.path,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isWritten else { throw CocoaError(.fileWriteUnknown) }
    }
}
