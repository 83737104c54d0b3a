import SSH
import Workspaces

/// What `moorage-host` prints about a run or a bundle.
struct HostAnswer: Decodable, Sendable {
    var state: String
    var exitCode: Int?
    var size: Int64?

    private enum CodingKeys: String, CodingKey {
        case state
        case exitCode = "exit_code"
        case size
    }

    /// The run's state; nil for an answer that is not about a run's state.
    var runState: HostRunState? {
        switch state {
        case "started", "running": .running
        case "finished": exitCode.map { .finished(exitCode: $0) }
        case "interrupted": .interrupted
        case "absent": .absent
        default: nil
        }
    }
}

/// Text that a host sent, made fit to be kept and shown: bounded, one line, without control characters.
enum HostText {
    /// At most `limit` Unicode scalars of the text. Control characters (ESC among them, so that no terminal obeys a
    /// host), line ends, text direction overrides and unassigned code points become spaces.
    static func clean(_ text: some StringProtocol, limit: Int) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) {
            result.append(isHarmless(scalar) ? scalar : " ")
        }
        return String(result)
    }

    /// The same for bytes, of which at most four a scalar are looked at.
    static func clean(_ bytes: [UInt8], limit: Int) -> String {
        clean(String(decoding: bytes.prefix(4 * limit), as: UTF8.self), limit: limit)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .surrogate, .privateUse: false
        default: true
        }
    }
}

/// Where things lie on a host, by `docs/host.md`. Tests put them elsewhere.
struct HostLayout: Sendable {
    /// Everything that is ours.
    var state = "/var/lib/moorage"
    /// The folder of sshd's configuration and keys.
    var ssh = "/etc/ssh"
    /// Makes sshd read its keys anew; nothing happens when it is started by a socket and not running.
    var reloadSSH = "systemctl try-reload-or-restart ssh.service || systemctl try-reload-or-restart sshd.service"
    /// Checks sshd's configuration and prints it, with `-t` and `-T`.
    var sshd = "$(command -v sshd || echo /usr/sbin/sshd)"
    /// Succeeds while a unit, whose name follows, is active.
    var unitIsActive = "systemctl is-active --quiet"

    var playbooks: String { state + "/playbooks" }
    var uploads: String { state + "/uploads" }
    var presentHostKey: String { ssh + "/ssh_host_ed25519_key" }
    var nextHostKey: String { ssh + "/moorage_host_ed25519_key.next" }

    func playbooks(_ digest: SHA256Digest) -> String { "\(playbooks)/\(digest)" }
    func run(_ key: HostRunKey) -> String { "\(state)/runs/\(key)" }
}
