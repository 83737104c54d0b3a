package import Workspaces

/// A playbook run on a host.
package struct HostRun: Hashable, Codable, Sendable {
    /// Names the run: a newer holder of the operation follows it instead of starting another.
    package var key: HostRunKey
    /// The workspace that the run works on.
    package var workspace: WorkspaceID
    /// The playbook's file name, e.g. `deploy_workspace.yml`.
    package var playbook: String
    /// The digest of the playbooks' archive.
    package var playbooks: SHA256Digest
    /// The digest of the workspace's bundle.
    package var bundle: SHA256Digest

    package init(
        key: HostRunKey,
        workspace: WorkspaceID,
        playbook: String,
        playbooks: SHA256Digest,
        bundle: SHA256Digest
    ) {
        self.key = key
        self.workspace = workspace
        self.playbook = playbook
        self.playbooks = playbooks
        self.bundle = bundle
    }
}
