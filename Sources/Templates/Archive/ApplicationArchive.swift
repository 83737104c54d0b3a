package import Workspaces

/// A workspace application that the daemon carries to the host in the bundle.
package struct ApplicationArchive: Sendable {
    /// The tar archive.
    package let bytes: [UInt8]
    /// The SHA-256 of ``bytes``.
    package let digest: SHA256Digest

    /// Packs an application's folder.
    ///
    /// - Throws: ``ArchiveError`` when it cannot be read or is too large.
    package static func load(directory: String) throws(ArchiveError) -> Self {
        let archive = try DirectoryArchive.load(directory: directory)
        return Self(bytes: archive.bytes, digest: archive.digest)
    }
}
