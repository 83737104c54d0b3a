internal import Foundation
public import WorkspaceModel

/// The user data of a new droplet: its first host key, who may log in, and Ansible if the image lacks it.
///
/// User data stays readable on the droplet, so the host key in it is replaced on the first login. It is a cloud-config
/// written as JSON, which is YAML too, so that no value needs quoting rules of our own.
public enum FirstBoot {
    private struct CloudConfig: Encodable {
        struct HostKeys: Encodable {
            let ed25519_private: String
        }

        struct User: Encodable {
            let name: String
            let ssh_authorized_keys: [String]
        }

        let ssh_deletekeys = true
        let ssh_genkeytypes: [String] = []
        let ssh_keys: HostKeys
        let disable_root = false
        let ssh_pwauth = false
        let users: [User]
        let runcmd: [[String]]
    }

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
        hostKey: Secret<String>, authorizedKey: String
    ) throws -> Secret<String> {
        let config = CloudConfig(
            ssh_keys: .init(ed25519_private: hostKey.reveal()),
            users: [.init(name: "root", ssh_authorized_keys: [authorizedKey])],
            runcmd: [["sh", "-c", ansible]]
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let body = String(decoding: try encoder.encode(config), as: UTF8.self)
        return Secret("#cloud-config\n\(body)\n")
    }
}
