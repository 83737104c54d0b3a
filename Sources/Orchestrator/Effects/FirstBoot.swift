internal import Foundation
public import WorkspaceModel

/// The user data of a new droplet: its first host key, who may log in, and Ansible if the image lacks it.
///
/// User data stays readable on the droplet, so the host key in it is replaced on the first login. It is a cloud-config
/// written as JSON, which is YAML too, so that no value needs quoting rules of our own.
public enum FirstBoot {
    /// Installs Ansible from the distribution, unless the image carries it.
    private static let ansible = """
        command -v ansible-playbook >/dev/null || { export DEBIAN_FRONTEND=noninteractive; \
        apt-get update -q && apt-get install -qy ansible-core python3; }
        """

    /// Renders the user data.
    ///
    /// - Parameters:
    ///   - hostKey: an OpenSSH private key; cloud-init derives the public half.
    ///   - authorizedKey: the OpenSSH public key that may log in as root.
    /// - Throws: what `JSONEncoder` throws.
    public static func userData(
        hostKey: Secret<String>,
        authorizedKey: String
    ) throws -> Secret<String> {
        let config = JSONValue.object([
            "ssh_deletekeys": true,
            "ssh_genkeytypes": .array([]),
            "ssh_keys": .object(["ed25519_private": .string(hostKey.reveal())]),
            "disable_root": false,
            "ssh_pwauth": false,
            "users": .array([
                .object(["name": "root", "ssh_authorized_keys": .array([.string(authorizedKey)])])
            ]),
            "runcmd": .array([.array(["sh", "-c", .string(ansible)])]),
        ])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let body = String(decoding: try encoder.encode(config), as: UTF8.self)
        return Secret("#cloud-config\n\(body)\n")
    }
}
