internal import Foundation
public import WorkspaceModel

/// The file that holds the master key: 32 bytes in base64, readable by its owner alone.
public struct MasterKeyFile: Sendable {
    /// Its path.
    public let path: String

    /// Names the file; nothing is read yet.
    public init(path: String) { self.path = path }

    /// Whether the file is there.
    public var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Reads the key.
    ///
    /// - Throws: ``SecretsFailure``: `missingKey`, `exposedKey` when group or others have any right on it,
    ///   `malformedKey`, `unusableFile`.
    public func read() throws(SecretsFailure) -> Secret<[UInt8]> {
        guard exists else {
            throw SecretsFailure(
                .missingKey,
                "There is no master key at \(path). Restore it from your backup, or set MOORAGE_MASTER_KEY_FILE."
            )
        }
        try checkMode()
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw SecretsFailure(.unusableFile, "The master key at \(path) cannot be read.", cause: error)
        }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let data = Data(base64Encoded: trimmed), data.count == SecretSealer.keyLength else {
            throw SecretsFailure(
                .malformedKey, "The master key at \(path) is not \(SecretSealer.keyLength) bytes in base64."
            )
        }
        return Secret(Array(data))
    }

    private func checkMode() throws(SecretsFailure) {
        let attributes: [FileAttributeKey: Any]
        do {
            attributes = try FileManager.default.attributesOfItem(atPath: path)
        } catch {
            throw SecretsFailure(.unusableFile, "The master key at \(path) cannot be examined.", cause: error)
        }
        let mode = attributes[.posixPermissions] as? Int ?? 0o777
        guard mode & 0o077 == 0 else {
            throw SecretsFailure(
                .exposedKey,
                "The master key at \(path) can be read by others (mode \(String(mode, radix: 8))). Run: chmod 600 \(path)"
            )
        }
    }

    /// Makes a key and its file (mode 0600). Refuses to replace a file.
    ///
    /// - Throws: ``SecretsFailure`` with code `unusableFile`.
    public func mint() throws(SecretsFailure) -> Secret<[UInt8]> {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<SecretSealer.keyLength).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let text = Data(bytes).base64EncodedString() + "\n"
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755]
            )
        } catch {
            throw SecretsFailure(.unusableFile, "The folder \(folder) cannot be made.", cause: error)
        }
        guard !exists,
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]
            )
        else {
            throw SecretsFailure(.unusableFile, "The master key at \(path) cannot be written.")
        }
        return Secret(bytes)
    }
}
