package import Workspaces

/// The playbooks as a host gets them.
package struct PlaybookArchive: Sendable {
    /// What a host asks of an unpacked archive (`docs/host.md`).
    static let requiredFiles = ["bin/moorage-host", "deploy_workspace.yml", "decommission_workspace.yml"]

    /// What no host needs: with it the digest would change whenever a test does.
    static let excludedNames: Set<String> = ["tests"]

    /// The tar archive.
    package let bytes: [UInt8]
    /// The SHA-256 of ``bytes``.
    package let digest: SHA256Digest

    /// Takes an archive as it is; nothing in it is checked.
    package init(bytes: [UInt8], digest: SHA256Digest) {
        self.bytes = bytes
        self.digest = digest
    }

    /// Packs a playbooks folder.
    ///
    /// - Throws: ``ArchiveError``; `incomplete` when a file that a host needs is not in the folder.
    package static func load(directory: String) throws(ArchiveError) -> Self {
        let archive = try DirectoryArchive.load(directory: directory, excluding: excludedNames)
        for file in requiredFiles where !archive.files.contains(file) {
            throw ArchiveError(.incomplete, "'\(directory)' is no playbooks folder: '\(file)' is missing.")
        }
        return Self(bytes: archive.bytes, digest: archive.digest)
    }
}
