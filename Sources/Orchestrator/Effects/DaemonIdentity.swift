internal import Providers
package import SSH
package import Workspaces

/// The data shared by all daemons of an installation.
package struct DaemonIdentity: Sendable {
    /// Six characters of `[a-z0-9]`, minted by `migrate`; part of every server's name and tag.
    package var installation: String
    /// The key with which the daemons log in to hosts.
    package var privateKey: SSHPrivateKey
    /// Its public half, one OpenSSH line.
    package var publicKey: String
    /// The port of a server's SSH server.
    package var sshPort: Port

    package init(installation: String, privateKey: SSHPrivateKey, publicKey: String, sshPort: Port) {
        self.installation = installation
        self.privateKey = privateKey
        self.publicKey = publicKey
        self.sshPort = sshPort
    }

    /// How to reach a host: by its pinned key, or by the one that is about to replace it.
    func endpoint(of record: HostAccess) throws(ProviderError) -> HostEndpoint {
        guard let address = record.address else {
            throw ProviderError(.transient(retryAfter: nil), "The host \(record.id) has no address yet.")
        }
        return HostEndpoint(
            address: address,
            port: record.port,
            user: record.user,
            hostKeyPins: [record.pin] + (record.nextPin.map { [$0] } ?? []),
            privateKey: privateKey
        )
    }

    /// The name of a server: within the rules for host names, and never given twice, because of the nonce.
    func serverName(for workspace: WorkspaceID, generation: Generation, nonce: String) -> String {
        "adim-\(workspace)-\(installation)-g\(generation)-\(nonce)"
    }
}
