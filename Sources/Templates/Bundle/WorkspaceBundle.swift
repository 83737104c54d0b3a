package import Workspaces

/// A workspace's rendered configuration, packed for its host (`docs/host.md`).
///
/// Equal input makes an equal archive, byte for byte: the digest tells whether a host has what it should.
package struct WorkspaceBundle: Sendable {
    /// The rendered files, in the order of the catalogue.
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
