package import Workspaces

/// One rendered file and what the host does with it.
package struct BundleFile: Sendable {
    /// Which file it is.
    package let file: WorkspaceFile
    /// Its path in the archive.
    package let source: String
    /// Its absolute path on the host.
    package let destination: String
    /// Its permission bits on the host.
    package let mode: UInt16
    /// Its owner on the host.
    package let owner: String
    /// Its group on the host.
    package let group: String
    /// What must restart when it changes; nil for none.
    package let service: HostService?
    /// The digest of its content.
    package let digest: SHA256Digest
    /// Its text. Secret, because most of them hold one.
    package let content: Secret<String>
}
