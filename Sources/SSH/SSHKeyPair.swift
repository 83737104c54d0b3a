internal import Crypto
internal import FoundationEssentials

/// An Ed25519 key with both its halves.
package struct SSHKeyPair: Sendable {
    /// The private half, in OpenSSH format.
    package let privateKey: SSHPrivateKey
    /// The public half.
    package let publicKey: SSHPublicKey

    /// Makes a new key from the system's random numbers.
    ///
    /// - Parameter comment: What `authorized_keys` shows beside the key: printable ASCII, other characters are left
    ///   out.
    package static func generate(comment: String) -> SSHKeyPair {
        SSHKeyPair(Curve25519.Signing.PrivateKey(), comment: comment)
    }

    /// Reads the text of an unencrypted Ed25519 key in OpenSSH format.
    ///
    /// - Throws: ``SSHError`` `invalidArgument` that says what the text is instead.
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

    /// `ssh-keygen` writes 70 digits a line.
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
