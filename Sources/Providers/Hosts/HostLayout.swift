internal import SSH
internal import Workspaces

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
