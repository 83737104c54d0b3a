public import WorkspaceModel

/// One rendered file and what the host does with it.
public struct BundleFile: Sendable {
    /// Which file it is.
    public let file: WorkspaceFile
    /// Its path in the archive.
    public let source: String
    /// Its absolute path on the host.
    public let destination: String
    /// Its permission bits on the host.
    public let mode: UInt16
    /// Its owner on the host.
    public let owner: String
    /// Its group on the host.
    public let group: String
    /// What must restart when it changes; nil for none.
    public let service: HostService?
    /// The digest of its content.
    public let digest: SHA256Digest
    /// Its text. Secret, because most of them hold one.
    public let content: Secret<String>
}
