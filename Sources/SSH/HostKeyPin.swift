internal import Crypto
internal import FoundationEssentials

/// The fingerprint of a host key that a machine must present: `SHA256:` and 43 characters of base64 without padding,
/// as `ssh-keygen -l` prints it, with the key's type.
///
/// The type matters: only this type is offered in the handshake, because a server with several keys could otherwise
/// choose another one, which would look like a changed key.
package struct HostKeyPin: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The key types that Moorage accepts. libssh2 1.10 does not support rsa-sha2, so RSA is not among them.
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

extension HostKeyPin {
    /// The pin of a key with this digest of its wire encoding.
    init(keyType: KeyType, digest: SHA256.Digest) {
        self.init(keyType: keyType, digestBytes: Array(digest))
    }

    /// `ssh-keygen` prints base64 without padding; 32 bytes always make 43 digits and one `=`.
    init(keyType: KeyType, digestBytes: [UInt8]) {
        let digits = Data(digestBytes).base64EncodedString().prefix { $0 != "=" }
        guard let pin = HostKeyPin(keyType: keyType, fingerprint: "SHA256:" + digits) else {
            preconditionFailure("A SHA-256 digest has 32 bytes.")
        }
        self = pin
    }
}

/// Decides about the host key as soon as it is known, before anything more is sent.
enum HostKeyGate: Sendable {
    /// The key is not known yet; these are accepted. Becomes `open` or `refused`.
    case expecting([HostKeyPin])
    /// The key is not known yet and is only read. Becomes `refused`.
    case observing
    /// The key was a pinned one: everything may be sent.
    case open(HostKeyPin)
    /// The key was not pinned, or was only read: nothing may be sent any more.
    case refused(HostKeyPin)

    /// Whether bytes may be sent. `presented` is the key that the host has presented so far.
    mutating func permitsSending(presented: () -> HostKeyPin?) -> Bool {
        switch self {
        case .open: return true
        case .refused: return false
        case .expecting(let pins):
            guard let key = presented() else { return true }
            self = pins.contains(key) ? .open(key) : .refused(key)
        case .observing:
            guard let key = presented() else { return true }
            self = .refused(key)
        }
        if case .open = self { return true }
        return false
    }
}
