package import SSH

/// A session on a machine with an operator's own key, before the machine knows ours.
package protocol OperatorSession: HostSession {
    /// Adds a public key to the user's `authorized_keys`, unless it is there already.
    func installKey(_ key: SSHPublicKey) async throws(ProviderError)

    /// Installs Ansible from the distribution's packages, unless it is there already.
    func installAnsible() async throws(ProviderError)
}
