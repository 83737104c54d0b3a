internal import Crypto
internal import Foundation
package import Workspaces

/// Seals secrets for storage: AES-256-GCM under the master key. The key's id and the place of use are additional data,
/// so a sealed value can be neither read nor changed nor moved to another place.
package struct SecretSealer: Sendable {
    /// The length of a master key in bytes.
    package static let keyLength = 32

    /// Identifies the key without revealing it: 16 hex digits.
    package let keyID: String
    private let key: SymmetricKey

    /// Accepts a master key of 32 bytes.
    ///
    /// - Throws: ``SecretsFailure`` with code `malformedKey` for any other length.
    package init(masterKey: Secret<[UInt8]>) throws(SecretsFailure) {
        let bytes = masterKey.reveal()
        guard bytes.count == Self.keyLength else {
            throw SecretsFailure(.malformedKey, "A master key has \(Self.keyLength) bytes, not \(bytes.count).")
        }
        self.key = SymmetricKey(data: bytes)
        let digest = SHA256.hash(data: Array("moorage-key".utf8) + bytes)
        self.keyID = String(digest.prefix(8).flatMap { Self.hex($0) })
    }

    /// Seals a value for one place of use.
    ///
    /// - Throws: ``SecretsFailure`` with code `sealing`.
    package func seal(_ secret: Secret<[UInt8]>, context: String) throws(SecretsFailure) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(secret.reveal(), using: key, authenticating: additionalData(context))
            guard let combined = box.combined else { throw SecretsFailure(.sealing, "A secret could not be sealed.") }
            return Array(combined)
        } catch {
            throw SecretsFailure(.sealing, "A secret could not be sealed (\(context)).", cause: error)
        }
    }

    /// Opens a value that was sealed for the same place of use under the same key.
    ///
    /// - Throws: ``SecretsFailure`` with code `opening` for any other value.
    package func open(_ sealed: [UInt8], context: String) throws(SecretsFailure) -> Secret<[UInt8]> {
        do {
            let box = try AES.GCM.SealedBox(combined: sealed)
            return Secret(Array(try AES.GCM.open(box, using: key, authenticating: additionalData(context))))
        } catch {
            throw SecretsFailure(
                .opening,
                "A stored secret cannot be opened with the master key \(keyID) (\(context)).",
                cause: error
            )
        }
    }

    private func additionalData(_ context: String) -> [UInt8] { Array("\(keyID)/\(context)".utf8) }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
    }
}

/// Why a secret could not be sealed or opened, or a master key could not be used. Never contains a secret.
package struct SecretsFailure: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Hashable, Sendable {
        /// A key is malformed.
        case malformedKey
        /// There is no key file.
        case missingKey
        /// Other users can read the key file.
        case exposedKey
        /// The key file cannot be read or written.
        case unusableFile
        /// Sealing failed.
        case sealing
        /// Opening failed: the key or the place of use differs, or the bytes are damaged.
        case opening
    }

    /// What went wrong.
    package let code: Code
    /// A plain sentence with what to do next.
    package let message: String
    /// The underlying error, if any.
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message.
    package var description: String { message }
}
