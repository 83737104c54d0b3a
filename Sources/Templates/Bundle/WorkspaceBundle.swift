package import Workspaces

/// A workspace's rendered configuration, packed for its host (`docs/host.md`).
///
/// Equal input makes an equal archive, byte for byte: the digest tells whether a host has what it should.
package struct WorkspaceBundle: Sendable {
    /// The rendered files, in the order of the services.
    package let files: [BundleFile]
    /// The tar archive, with `manifest.json`, `variables.json` and the application if the daemon carries it.
    package let archive: Secret<[UInt8]>
    /// The digest of the archive, which names the bundle on the host.
    package let digest: SHA256Digest

    /// Names each part; the renderer is what makes one that a host understands.
    package init(files: [BundleFile], archive: Secret<[UInt8]>, digest: SHA256Digest) {
        self.files = files
        self.archive = archive
        self.digest = digest
    }
}

/// One rendered file and what the host does with it.
package struct BundleFile: Sendable {
    /// Its name, without the workspace's.
    package let name: String
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
    /// The name of the service that must restart when it changes; nil for none.
    package let service: String?
    /// The digest of its content.
    package let digest: SHA256Digest
    /// Its text. Secret, because most of them hold one.
    package let content: Secret<String>
}
