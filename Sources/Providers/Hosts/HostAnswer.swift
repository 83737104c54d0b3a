import SSH
import Workspaces

/// The output of `moorage-host` about a run or a bundle.
struct HostAnswer: Decodable, Sendable {
    var state: String
    var exitCode: Int?
    var size: Int64?

    private enum CodingKeys: String, CodingKey {
        case state
        case exitCode = "exit_code"
        case size
    }

    /// The run's state; nil if the answer contains none.
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

/// Text from a host, made safe to store and show: bounded, one line, without control characters.
enum HostText {
    /// At most `limit` Unicode scalars of the text. Control characters (including ESC, so that a host cannot control a
    /// terminal), line ends, direction overrides and unassigned code points become spaces.
    static func clean(_ text: some StringProtocol, limit: Int) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) {
            result.append(isHarmless(scalar) ? scalar : " ")
        }
        return String(result)
    }

    /// The same for bytes; at most four per scalar are read.
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

/// The paths on a host, according to `docs/host.md`. Tests use other folders.
struct HostLayout: Sendable {
    /// The folder of everything that belongs to Moorage.
    var state = "/var/lib/moorage"
    /// The folder of sshd's configuration and keys.
    var ssh = "/etc/ssh"
    /// Makes sshd reload its keys; does nothing if it is started by a socket and not running.
    var reloadSSH = "systemctl try-reload-or-restart ssh.service || systemctl try-reload-or-restart sshd.service"
    /// Checks sshd's configuration and prints it, with `-t` and `-T`.
    var sshd = "$(command -v sshd || echo /usr/sbin/sshd)"
    /// Succeeds while the unit named in the argument is active.
    var unitIsActive = "systemctl is-active --quiet"

    var playbooks: String { state + "/playbooks" }
    var uploads: String { state + "/uploads" }
    var presentHostKey: String { ssh + "/ssh_host_ed25519_key" }
    var nextHostKey: String { ssh + "/moorage_host_ed25519_key.next" }

    func playbooks(_ digest: SHA256Digest) -> String { "\(playbooks)/\(digest)" }
    func run(_ key: HostRunKey) -> String { "\(state)/runs/\(key)" }
}
