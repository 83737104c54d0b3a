internal import FoundationEssentials
package import Workspaces

/// A folder packed for a host: the bytes of a tar archive and their digest.
package struct DirectoryArchive: Sendable {
    /// A folder with more files than this is a mistake.
    static let maximumFileCount = 10_000
    /// Files in a working copy that no host needs.
    static let ignoredNames: Set<String> = [
        ".git", ".venv", "__pycache__", "node_modules", ".DS_Store", ".ansible", ".cache", ".mypy_cache",
        ".pytest_cache", ".ruff_cache",
    ]

    /// The tar archive.
    package let bytes: [UInt8]
    /// The SHA-256 of ``bytes``.
    package let digest: SHA256Digest
    /// The paths of its files, in order.
    package let files: [String]

    /// Packs a folder.
    ///
    /// The order is that of the names' bytes, a file keeps only its executable bits (0755 or 0644), and caches and
    /// version control are omitted, so the same sources always have the same digest.
    ///
    /// - Parameters:
    ///   - directory: the folder.
    ///   - excluded: names directly in the folder that are also omitted.
    /// - Throws: ``ArchiveError`` if something cannot be read, is not a regular file or folder, or is too large.
    package static func load(directory: String, excluding excluded: Set<String> = []) throws(ArchiveError) -> Self {
        var archive = TarArchive()
        var files: [String] = []
        try add(folder: directory, named: "", excluding: excluded, to: &archive, files: &files)
        guard !files.isEmpty else { throw ArchiveError(.incomplete, "'\(directory)' holds no file.") }
        let bytes = archive.finished()
        return Self(bytes: bytes, digest: SHA256Digest(of: bytes), files: files)
    }

    private static func add(
        folder: String,
        named name: String,
        excluding excluded: Set<String> = [],
        to archive: inout TarArchive,
        files: inout [String]
    ) throws(ArchiveError) {
        let manager = FileManager.default
        let children: [String]
        do { children = try manager.contentsOfDirectory(atPath: folder) } catch {
            throw ArchiveError(.unreadable, "The folder '\(folder)' cannot be read.", cause: error)
        }
        for child in children.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard !ignoredNames.contains(child), !excluded.contains(child), !child.hasSuffix(".pyc") else { continue }
            let path = folder + "/" + child
            let entry = name.isEmpty ? child : name + "/" + child
            switch try kind(of: path) {
            case .folder:
                try archive.append(folder: entry)
                try add(folder: path, named: entry, to: &archive, files: &files)
            case .file(let executable):
                guard let content = manager.contents(atPath: path) else {
                    throw ArchiveError(.unreadable, "The file '\(path)' cannot be read.")
                }
                guard files.count < maximumFileCount else {
                    throw ArchiveError(.size, "'\(folder)' would exceed \(maximumFileCount) files.")
                }
                try archive.append(file: entry, mode: executable ? 0o755 : 0o644, content: Array(content))
                files.append(entry)
            }
        }
    }

    private enum Kind {
        case folder
        case file(executable: Bool)
    }

    private static func kind(of path: String) throws(ArchiveError) -> Kind {
        let type: FileAttributeType?
        do { type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType } catch {
            throw ArchiveError(.unreadable, "'\(path)' cannot be read.", cause: error)
        }
        switch type {
        case .some(.typeDirectory): return .folder
        case .some(.typeRegular): return .file(executable: FileManager.default.isExecutableFile(atPath: path))
        default: throw ArchiveError(.unsupportedEntry, "'\(path)' is neither a regular file nor a folder.")
        }
    }
}

/// The playbooks in the form for a host.
package struct PlaybookArchive: Sendable {
    /// The files that a host needs in an unpacked archive (`docs/host.md`).
    static let requiredFiles = ["bin/moorage-host", "deploy_workspace.yml", "decommission_workspace.yml"]

    /// Files that no host needs: with them the digest would change whenever a test does.
    static let excludedNames: Set<String> = ["tests"]

    /// The tar archive.
    package let bytes: [UInt8]
    /// The SHA-256 of ``bytes``.
    package let digest: SHA256Digest

    /// Takes an archive unchecked.
    package init(bytes: [UInt8], digest: SHA256Digest) {
        self.bytes = bytes
        self.digest = digest
    }

    /// Packs a playbooks folder.
    ///
    /// - Throws: ``ArchiveError``; `incomplete` if a file that a host needs is missing.
    package static func load(directory: String) throws(ArchiveError) -> Self {
        let archive = try DirectoryArchive.load(directory: directory, excluding: excludedNames)
        for file in requiredFiles where !archive.files.contains(file) {
            throw ArchiveError(.incomplete, "'\(directory)' is not a folder of playbooks: '\(file)' is missing.")
        }
        return Self(bytes: archive.bytes, digest: archive.digest)
    }
}

/// A workspace application that the daemon supplies in the bundle.
package struct ApplicationArchive: Sendable {
    /// The tar archive.
    package let bytes: [UInt8]
    /// The SHA-256 of ``bytes``.
    package let digest: SHA256Digest

    /// Packs an application's folder.
    ///
    /// - Throws: ``ArchiveError`` if it cannot be read or is too large.
    package static func load(directory: String) throws(ArchiveError) -> Self {
        let archive = try DirectoryArchive.load(directory: directory)
        return Self(bytes: archive.bytes, digest: archive.digest)
    }
}
