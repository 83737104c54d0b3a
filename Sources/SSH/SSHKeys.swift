internal import Crypto
internal import FoundationEssentials

/// A public key in the form of `authorized_keys` and `*.pub` files.
package struct SSHPublicKey: Hashable, Sendable, CustomStringConvertible {
    /// Longer lines are refused: the accepted types need fewer than 200 characters, the rest is comment.
    static let maximumLineLength = 2048

    /// The key's type.
    package let keyType: HostKeyPin.KeyType
    /// The key in the wire encoding of RFC 4253, section 6.6.
    package let blob: [UInt8]
    /// The text after the key in its line; may be empty.
    package let comment: String

    /// Reads `TYPE BASE64 [COMMENT]`.
    ///
    /// Returns nil for a type other than those of ``HostKeyPin/KeyType``, for base64 whose content has a different
    /// type, and for a line with options in front.
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

    /// The line without its comment, which identifies the key in `authorized_keys`.
    package var keyAndType: String { "\(keyType.rawValue) \(Data(blob).base64EncodedString())" }

    /// Type and SHA-256 fingerprint, as `ssh-keygen -l` prints it.
    package var pin: HostKeyPin { HostKeyPin(keyType: keyType, digest: SHA256.hash(data: blob)) }

    /// The line.
    package var description: String { line }
}

/// A private key in OpenSSH format (`-----BEGIN OPENSSH PRIVATE KEY-----`), passed to libssh2 from memory.
package struct SSHPrivateKey: Sendable, CustomStringConvertible {
    private let text: String

    /// Wraps the text of an unencrypted OpenSSH private key.
    package init(openSSH text: String) { self.text = text }

    /// Returns the text.
    package func reveal() -> String { text }

    /// Always `***`.
    package var description: String { "***" }
}

/// An Ed25519 key with both halves.
package struct SSHKeyPair: Sendable {
    /// The private half, in OpenSSH format.
    package let privateKey: SSHPrivateKey
    /// The public half.
    package let publicKey: SSHPublicKey

    /// Generates a new key from the system's random numbers.
    ///
    /// - Parameter comment: The comment in `authorized_keys`: printable ASCII; other characters are omitted.
    package static func generate(comment: String) -> SSHKeyPair {
        SSHKeyPair(Curve25519.Signing.PrivateKey(), comment: comment)
    }

    /// Reads the text of an unencrypted Ed25519 key in OpenSSH format.
    ///
    /// - Throws: ``SSHError`` `invalidArgument` that describes the text's actual form.
    package init(openSSH text: String) throws(SSHError) {
        let (seed, comment) = try OpenSSHKeyReader.ed25519Seed(text)
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw SSHError(.invalidArgument, "The Ed25519 key does not have 32 bytes.")
        }
        self.init(key, comment: comment)
    }

    private init(_ key: Curve25519.Signing.PrivateKey, comment: String) {
        let comment = String(decoding: comment.utf8.filter { (0x20..<0x7F).contains($0) }, as: UTF8.self)
        let keyType = HostKeyPin.KeyType.ed25519
        let blob = SSHWire.string(keyType.rawValue) + SSHWire.string([UInt8](key.publicKey.rawRepresentation))
        guard let publicKey = SSHPublicKey(keyType: keyType, blob: blob, comment: comment) else {
            preconditionFailure("An Ed25519 public key has 32 bytes.")
        }
        self.publicKey = publicKey
        privateKey = SSHPrivateKey(openSSH: Self.openSSHText(key, blob: blob, comment: comment))
    }

    /// The format of OpenSSH's `PROTOCOL.key`, without encryption.
    private static func openSSHText(
        _ key: Curve25519.Signing.PrivateKey,
        blob: [UInt8],
        comment: String
    ) -> String {
        let publicHalf = [UInt8](key.publicKey.rawRepresentation)
        let check = SSHWire.uint32(.random(in: .min ... .max))
        var secret = check + check + blob
        secret += SSHWire.string([UInt8](key.rawRepresentation) + publicHalf) + SSHWire.string(comment)
        // Padded with 1, 2, 3 … to the cipher's block size, which is 8 for `none`.
        secret += (0..<(8 - secret.count % 8) % 8).map { UInt8($0 + 1) }
        let content =
            Array("openssh-key-v1\0".utf8) + SSHWire.string("none") + SSHWire.string("none") + SSHWire.string("")
            + SSHWire.uint32(1) + SSHWire.string(blob) + SSHWire.string(secret)
        return armoured(Data(content).base64EncodedString())
    }

    /// `ssh-keygen` writes 70 characters per line.
    private static func armoured(_ base64: String) -> String {
        var lines = ["-----BEGIN OPENSSH PRIVATE KEY-----"]
        var rest = Substring(base64)
        while !rest.isEmpty {
            lines.append(String(rest.prefix(70)))
            rest = rest.dropFirst(70)
        }
        lines.append("-----END OPENSSH PRIVATE KEY-----\n")
        return lines.joined(separator: "\n")
    }
}

/// The data types of RFC 4251, section 5.
enum SSHWire {
    static func uint32(_ value: UInt32) -> [UInt8] {
        [
            UInt8(truncatingIfNeeded: value >> 24), UInt8(truncatingIfNeeded: value >> 16),
            UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value),
        ]
    }

    static func string(_ bytes: [UInt8]) -> [UInt8] { uint32(UInt32(bytes.count)) + bytes }

    static func string(_ text: String) -> [UInt8] { string([UInt8](text.utf8)) }
}
