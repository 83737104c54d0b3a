internal import Foundation
package import Workspaces

/// The file with the master key: 32 bytes in base64, readable only by its owner.
package struct MasterKeyFile: Sendable {
    /// A longer file is not a key.
    private static let maximumSize = 1024

    /// Its path.
    package let path: String

    /// Names the file without reading it.
    package init(path: String) { self.path = path }

    /// Whether the file exists.
    package var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Reads the key.
    ///
    /// - Throws: ``SecretsFailure``: `missingKey`, `exposedKey` if group or others have any right on it,
    ///   `malformedKey`, `unusableFile`.
    package func read() throws(SecretsFailure) -> Secret<[UInt8]> {
        guard exists else {
            throw SecretsFailure(
                .missingKey,
                "There is no master key at \(path). Restore it from your backup, or set MOORAGE_MASTER_KEY_FILE."
            )
        }
        // A key may be mounted as a link; the target file counts.
        let file = URL(filePath: path).resolvingSymlinksInPath().path
        try check(file)
        guard let content = FileManager.default.contents(atPath: file) else {
            throw SecretsFailure(.unusableFile, "The master key at \(path) cannot be read.")
        }
        let text = String(decoding: content, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let data = Data(base64Encoded: text), data.count == SecretSealer.keyLength else {
            throw SecretsFailure(
                .malformedKey,
                "The master key at \(path) is not \(SecretSealer.keyLength) bytes in base64."
            )
        }
        return Secret(Array(data))
    }

    private func check(_ file: String) throws(SecretsFailure) {
        let attributes: [FileAttributeKey: Any]
        do {
            attributes = try FileManager.default.attributesOfItem(atPath: file)
        } catch {
            throw SecretsFailure(.unusableFile, "The master key at \(path) cannot be examined.", cause: error)
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw SecretsFailure(.unusableFile, "\(path) is not a file, so it contains no master key.")
        }
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
        guard mode & 0o077 == 0 else {
            throw SecretsFailure(
                .exposedKey,
                "Other users can read the master key at \(path) (mode \(String(mode, radix: 8))). Run: chmod 600 \(path)"
            )
        }
        guard let size = (attributes[.size] as? NSNumber)?.intValue, size <= Self.maximumSize else {
            throw SecretsFailure(.malformedKey, "The file at \(path) is too large to be a master key.")
        }
    }

    /// Creates a key and its file (mode 0600). Never replaces a file.
    ///
    /// The key is on disk when the method returns: if a power failure lost it, all secrets sealed under it would be
    /// lost too.
    ///
    /// - Throws: ``SecretsFailure`` with code `unusableFile`.
    package func mint() throws(SecretsFailure) -> Secret<[UInt8]> {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<SecretSealer.keyLength).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let manager = FileManager.default
        let folder = URL(filePath: path).deletingLastPathComponent().path
        // Written in a closed folder first, because a new file in the open would briefly have the wrong mode.
        let closed = "\(folder)/.master-key-\(UUID().uuidString)"
        defer { try? manager.removeItem(atPath: closed) }
        do {
            try manager.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755]
            )
            try manager.createDirectory(
                atPath: closed,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
            try Self.write(Data(bytes).base64EncodedString() + "\n", to: closed + "/key")
            // A hard link is created atomically, and never replaces a file.
            try manager.linkItem(atPath: closed + "/key", toPath: path)
            try FileHandle(forReadingFrom: URL(filePath: folder)).synchronize()
        } catch {
            throw SecretsFailure(
                .unusableFile,
                exists
                    ? "There is already a file at \(path), so no master key was created."
                    : "The master key at \(path) cannot be written.",
                cause: error
            )
        }
        return Secret(bytes)
    }

    private static func write(_ text: String, to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.write(contentsOf: Data(text.utf8))
        try handle.synchronize()
        try handle.close()
    }
}
