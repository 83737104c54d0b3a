public import WorkspaceModel

/// A playbook run on a host.
public struct HostRun: Hashable, Codable, Sendable {
    /// Names the run: a newer holder of the operation follows it instead of starting another.
    public var key: HostRunKey
    /// The workspace that the run works on.
    public var workspace: WorkspaceID
    /// The playbook's file name, e.g. `deploy_workspace.yml`.
    public var playbook: String
    /// The digest of the playbooks' archive.
    public var playbooks: SHA256Digest
    /// The digest of the workspace's bundle.
    public var bundle: SHA256Digest

    /// Names each field.
    public init(
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
