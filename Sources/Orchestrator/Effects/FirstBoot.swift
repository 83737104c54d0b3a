internal import Foundation
package import Workspaces

/// The user data of a new server: its first host key, who may log in, and Ansible if the image lacks it.
///
/// User data stays readable on the server, so the host key in it is replaced on the first login. It is a cloud-config
/// written as JSON, which is also YAML, so that no value needs quoting rules of our own.
package enum FirstBoot {
    /// Installs Ansible from the distribution, unless the image contains it.
    private static let ansible = """
        command -v ansible-playbook >/dev/null || { export DEBIAN_FRONTEND=noninteractive; \
        apt-get update -q && apt-get install -qy ansible-core python3; }
        """

    /// The default port of an image's SSH server.
    private static let usualPort = Workspaces.Port(rawValue: 22)
    /// sshd reads it before its own file on Debian 12, Ubuntu 22.04 and 24.04.
    private static let portFile = "/etc/ssh/sshd_config.d/10-moorage.conf"

    /// Configures sshd for the port in its file. On Ubuntu 24.04 systemd listens instead (`ssh.socket`), on the port
    /// that it found before the file was written; the service takes over there. Existing log-ins stay.
    private static let movesServer = """
        systemctl disable --now ssh.socket 2>/dev/null; systemctl enable ssh.service && systemctl restart ssh.service
        """

    /// Renders the user data.
    ///
    /// - Parameters:
    ///   - hostKey: an OpenSSH private key; cloud-init derives the public half.
    ///   - authorizedKey: the OpenSSH public key that may log in as root.
    ///   - sshPort: the only port on which the SSH server should listen.
    /// - Throws: what `JSONEncoder` throws.
    package static func userData(
        hostKey: Secret<String>,
        authorizedKey: String,
        sshPort: Workspaces.Port = Workspaces.Port(rawValue: 22)
    ) throws -> Secret<String> {
        var commands: [JSONValue] = [command(ansible)]
        var config: [String: JSONValue] = [
            "ssh_deletekeys": true,
            "ssh_genkeytypes": .array([]),
            "ssh_keys": .object(["ed25519_private": .string(hostKey.reveal())]),
            "disable_root": false,
            "ssh_pwauth": false,
            "users": .array([
                .object(["name": "root", "ssh_authorized_keys": .array([.string(authorizedKey)])])
            ]),
        ]
        if sshPort != usualPort {
            config["write_files"] = .array([
                .object([
                    "path": .string(portFile), "content": .string("Port \(sshPort.rawValue)\n"), "permissions": "0644",
                ])
            ])
            // First, because logging in must not wait for packages.
            commands.insert(command(movesServer), at: 0)
        }
        config["runcmd"] = .array(commands)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let body = String(decoding: try encoder.encode(JSONValue.object(config)), as: UTF8.self)
        return Secret("#cloud-config\n\(body)\n")
    }

    private static func command(_ script: String) -> JSONValue { .array(["sh", "-c", .string(script)]) }
}
