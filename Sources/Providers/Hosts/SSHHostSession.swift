import FailPoints
import SSH
import Synchronization
import Workspaces

/// A session on a host over SSH, according to `docs/host.md`.
///
/// Every answer of a host is bounded, cleaned and checked before it is used.
final class SSHHostSession: HostSession {
    /// How much of a program's own error message is kept.
    private static let maximumReasonLength = 500
    /// Below this a disk counts as full: less than one Debian package needs.
    private static let fullDiskKiB = 32 * 1024
    private static let fullDiskInodes = 200

    /// The time limit for a read-only command.
    static let lookTimeout: Duration = .seconds(30)
    /// The time limit for a small change; `systemctl` waits for units.
    static let changeTimeout: Duration = .seconds(120)

    let session: SSHSession
    let address: String
    let layout: HostLayout
    /// The playbooks whose programs this session calls; nil until it knows some.
    let playbooks = Mutex<SHA256Digest?>(nil)

    init(_ session: SSHSession, address: String, layout: HostLayout = HostLayout()) {
        self.session = session
        self.address = address
        self.layout = layout
    }

    func close() async { await session.close() }

    /// Runs a command and returns its result, whatever its exit code.
    func execute(
        _ command: String,
        as privilege: SSHPrivilege = .root,
        standardInput: [UInt8] = [],
        timeout: Duration,
        outputLimit: Int = SSHSession.defaultOutputLimit
    ) async throws(ProviderError) -> SSHCommandResult {
        do {
            FailPoints.reach(.before(.hostCommand))
            let result = try await session.execute(
                command,
                as: privilege,
                standardInput: standardInput,
                timeout: timeout,
                outputLimit: outputLimit
            )
            FailPoints.reach(.after(.hostCommand))
            return result
        } catch {
            throw ProviderError(error, on: address)
        }
    }

    /// Runs a command that must succeed and returns its output.
    func perform(
        _ what: String,
        _ command: String,
        standardInput: [UInt8] = [],
        timeout: Duration,
        outputLimit: Int = SSHSession.defaultOutputLimit
    ) async throws(ProviderError) -> [UInt8] {
        let result = try await execute(
            command,
            standardInput: standardInput,
            timeout: timeout,
            outputLimit: outputLimit
        )
        guard result.isSuccess else { throw await failure(what, result) }
        return result.standardOutput
    }

    /// Writes a file that only root can read.
    func upload(_ bytes: [UInt8], to path: String, mode: UInt16) async throws(ProviderError) {
        // 30 s, and 1 s for each 256 KiB: the slowest connection that is supported.
        let timeout = Duration.seconds(30 + bytes.count / (256 * 1024))
        do {
            FailPoints.reach(.before(.hostCommand))
            try await session.upload(bytes, to: path, mode: mode, as: .root, timeout: timeout)
            FailPoints.reach(.after(.hostCommand))
        } catch {
            throw error.code == .commandFailed
                ? await failure(ProviderError(error, on: address)) : ProviderError(error, on: address)
        }
    }

    /// The meaning of a failed command: fenced by its exit code, a full disk by checking, otherwise transient.
    func failure(_ what: String, _ result: SSHCommandResult) async -> ProviderError {
        if result.termination == .exited(75) {
            return ProviderError(
                .fenced,
                "\(what) on \(address) was refused: the host has seen a newer lease epoch. Nothing was done."
            )
        }
        let reason = HostText.clean(result.standardError, limit: Self.maximumReasonLength)
        let ending =
            switch result.termination {
            case .exited(let code): "exit code \(code)"
            case .signalled(let name): "signal \(HostText.clean(name, limit: 16))"
            }
        let message = "\(what) on \(address) failed (\(ending)): \(reason)"
        let isMisuse = result.termination == .exited(64)
        return await failure(ProviderError(isMisuse ? .permanent : .transient(retryAfter: nil), message))
    }

    /// The same error, unless a disk of the host is full: then an operator must act.
    private func failure(_ error: ProviderError) async -> ProviderError {
        guard let full = await fullDisk() else { return error }
        return ProviderError(
            .waitForOperator(.disk),
            "The disk with \(full) on \(address) is full. Free some space there; it then continues. \(error.message)",
            cause: error
        )
    }

    /// A folder whose file system is full; nil if none is, or if the host does not report it.
    private func fullDisk() async -> String? {
        let command = """
            for d in \(ShellQuoting.quote(layout.state)) /var /tmp / /etc; do
                [ ! -e "$d" ] || { df -Pk "$d" | sed -n 2p; df -Pi "$d" | sed -n 2p; }
            done
            """
        guard let result = try? await execute(command, as: .login, timeout: Self.lookTimeout) else { return nil }
        let lines = String(decoding: result.standardOutput.prefix(16_384), as: UTF8.self).split(separator: "\n")
        for (index, line) in lines.enumerated() {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 6, let total = Int(fields[1]), let free = Int(fields[3]), total > 0 else { continue }
            // Odd lines count inodes; file systems without a fixed number of inodes report 0 in total.
            if free < (index % 2 == 0 ? Self.fullDiskKiB : Self.fullDiskInodes) {
                return HostText.clean(fields[5], limit: 100)
            }
        }
        return nil
    }
}

extension SSHHostSession {
    /// sshd's configuration does not name the key file that we replace.
    private static let otherKeyFileCode = 70
    private static let badKeyCode = 71

    func stageHostKey(_ key: Secret<String>) async throws(ProviderError) {
        try await upload(Array(key.reveal().utf8), to: layout.nextHostKey, mode: 0o600)
    }

    /// One rename activates the key: a crash before it leaves the old key, and one after it the new one. sshd reads its
    /// keys for each new connection, or at the latest when it is reloaded; it only logs a `.pub` file that lags behind.
    func activateHostKey() async throws(ProviderError) {
        let command = """
            n=\(ShellQuoting.quote(layout.nextHostKey))
            k=\(ShellQuoting.quote(layout.presentHostKey))
            umask 077
            \(layout.sshd) -T 2>/dev/null | grep -ixF "hostkey $k" >/dev/null || exit \(Self.otherKeyFileCode)
            if [ -e "$n" ]; then
                ssh-keygen -y -P '' -f "$n" >"$n.pub" || { rm -f -- "$n.pub"; exit \(Self.badKeyCode); }
                chmod 644 "$n.pub" && sync -- "$n" "$n.pub" && mv -fT -- "$n" "$k" || exit 1
            fi
            if [ -e "$n.pub" ]; then mv -fT -- "$n.pub" "$k.pub" || exit 1; fi
            sync -- "${k%/*}"
            \(layout.sshd) -t || exit 1
            { \(layout.reloadSSH); } >&2
            """
        let result = try await execute(command, timeout: Self.changeTimeout)
        switch result.termination {
        case .exited(0):
            return
        case .exited(Self.otherKeyFileCode):
            throw ProviderError(
                .permanent,
                "sshd on \(address) does not use \(layout.presentHostKey), so its key cannot be replaced."
            )
        case .exited(Self.badKeyCode):
            throw ProviderError(.permanent, "The staged host key on \(address) is not readable as a private key.")
        default:
            throw await failure("Replacing the host key", result)
        }
    }
}

extension SSHHostSession {
    /// A host with 4,096 listeners, the parser's limit, writes less.
    private static let factsOutputLimit = 1024 * 1024

    func facts() async throws(ProviderError) -> HostFacts {
        // As root if possible, to see the owners of the listeners; a host without it fails that requirement.
        let command = """
            if [ "$(id -u)" != 0 ] && sudo -n true 2>/dev/null; then exec sudo -n /bin/sh -s; fi
            exec /bin/sh -s
            """
        let result = try await execute(
            command,
            as: .login,
            standardInput: Array(HostFactsScript.text.utf8),
            timeout: Self.lookTimeout,
            outputLimit: Self.factsOutputLimit
        )
        guard result.isSuccess, let facts = HostFactsParser.parse(result.standardOutput) else {
            throw await failure("Reading the facts", result)
        }
        return facts
    }

    func bootProgress() async throws(ProviderError) -> BootProgress {
        let output = try await perform(
            "Reading the boot progress",
            BootProgressReport.script,
            timeout: Self.lookTimeout,
            outputLimit: 64 * 1024
        )
        return BootProgressReport.parse(output)
    }
}
