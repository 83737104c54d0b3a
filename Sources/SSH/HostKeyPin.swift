/// The fingerprint of a host key that a machine must present: `SHA256:` and 43 characters of base64 without padding,
/// as `ssh-keygen -l` prints it, with the key's type.
///
/// The type matters: only it is offered in the handshake, because a server with several keys would otherwise choose
/// another one, which would look like a changed key.
package struct HostKeyPin: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The key types that Moorage accepts. libssh2 1.10 knows no rsa-sha2, so RSA is not among them.
    package enum KeyType: String, Codable, Sendable, CaseIterable {
        /// Ed25519 (RFC 8709).
        case ed25519 = "ssh-ed25519"
        /// ECDSA over P-256 (RFC 5656).
        case ecdsaP256 = "ecdsa-sha2-nistp256"
    }

    /// The key's type.
    package let keyType: KeyType
    /// `SHA256:` and 43 characters of base64.
    package let fingerprint: String

    /// Returns nil unless `fingerprint` has the form that `ssh-keygen -l` prints.
    package init?(keyType: KeyType, fingerprint: String) {
        let prefix = "SHA256:"
        let digits = fingerprint.utf8.dropFirst(prefix.utf8.count)
        guard fingerprint.hasPrefix(prefix), digits.count == 43,
            digits.allSatisfy({ Self.isBase64($0) })
        else { return nil }
        self.keyType = keyType
        self.fingerprint = fingerprint
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F: true
        default: false
        }
    }

    /// Type and fingerprint.
    package var description: String { "\(keyType.rawValue) \(fingerprint)" }
}
