package import Workspaces

/// A workspace's rendered configuration, packed for its host (`docs/host.md`).
///
/// Equal input gives an equal archive, byte for byte, so the digest shows whether a host has the right files.
package struct WorkspaceBundle: Sendable {
    /// The rendered files, in the order of the services.
    package let files: [BundleFile]
    /// The tar archive, with `manifest.json`, `variables.json` and the application if the daemon supplies it.
    package let archive: Secret<[UInt8]>
    /// The digest of the archive, which is the bundle's name on the host.
    package let digest: SHA256Digest

    /// Sets each part; only the renderer creates one that a host understands.
    package init(files: [BundleFile], archive: Secret<[UInt8]>, digest: SHA256Digest) {
        self.files = files
        self.archive = archive
        self.digest = digest
    }
}

/// One rendered file and its handling on the host.
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
    /// The name of the service that must restart if it changes; nil for none.
    package let service: String?
    /// The digest of its content.
    package let digest: SHA256Digest
    /// Its text. Secret, because most files contain one.
    package let content: Secret<String>
}
