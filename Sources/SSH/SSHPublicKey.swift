internal import Crypto
internal import FoundationEssentials

/// A public key as it stands in `authorized_keys` and in `*.pub` files.
package struct SSHPublicKey: Hashable, Sendable, CustomStringConvertible {
    /// Longer lines are refused: the accepted types need fewer than 200 characters, the rest is comment.
    static let maximumLineLength = 2048

    /// The key's type.
    package let keyType: HostKeyPin.KeyType
    /// The key in the wire encoding of RFC 4253, section 6.6.
    package let blob: [UInt8]
    /// What follows the key in its line; may be empty.
    package let comment: String

    /// Reads `TYPE BASE64 [COMMENT]`.
    ///
    /// Returns nil for another type than those of ``HostKeyPin/KeyType``, for base64 whose content says another type,
    /// and for a line with options in front.
    package init?(line: String) {
        guard line.utf8.count <= Self.maximumLineLength, !line.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 }) else {
            return nil
        }
        let parts = line.split(
            maxSplits: 2,
            omittingEmptySubsequences: true,
            whereSeparator: { $0 == " " || $0 == "\t" }
        )
        guard parts.count >= 2, let keyType = HostKeyPin.KeyType(rawValue: String(parts[0])),
            let data = Data(base64Encoded: String(parts[1]))
        else { return nil }
        self.init(keyType: keyType, blob: [UInt8](data), comment: parts.count > 2 ? String(parts[2]) : "")
    }

    init?(keyType: HostKeyPin.KeyType, blob: [UInt8], comment: String) {
        guard Self.isWellFormed(blob, keyType) else { return nil }
        self.keyType = keyType
        self.blob = blob
        self.comment = comment
    }

    /// Lengths by RFC 8709, section 4, and RFC 5656, section 3.1 (an uncompressed point of P-256 has 65 bytes).
    private static func isWellFormed(_ blob: [UInt8], _ keyType: HostKeyPin.KeyType) -> Bool {
        let prefix: [UInt8]
        let keyLength: Int
        switch keyType {
        case .ed25519:
            prefix = SSHWire.string(keyType.rawValue)
            keyLength = 32
        case .ecdsaP256:
            prefix = SSHWire.string(keyType.rawValue) + SSHWire.string("nistp256")
            keyLength = 65
        }
        return blob.starts(with: prefix + SSHWire.uint32(UInt32(keyLength)))
            && blob.count == prefix.count + 4 + keyLength
    }

    /// The line for `authorized_keys`, without a newline.
    package var line: String { comment.isEmpty ? keyAndType : "\(keyAndType) \(comment)" }

    /// The line without its comment: what tells the key from others in `authorized_keys`.
    package var keyAndType: String { "\(keyType.rawValue) \(Data(blob).base64EncodedString())" }

    /// Type and SHA-256 fingerprint, as `ssh-keygen -l` prints it.
    package var pin: HostKeyPin { HostKeyPin(keyType: keyType, digest: SHA256.hash(data: blob)) }

    /// The MD5 fingerprint in pairs of hex digits with colons, by which DigitalOcean names a key.
    package var md5Fingerprint: String {
        Insecure.MD5.hash(data: blob)
            .map { byte in
                let hex = String(byte, radix: 16)
                return hex.count == 1 ? "0" + hex : hex
            }
            .joined(separator: ":")
    }

    /// The line.
    package var description: String { line }
}
