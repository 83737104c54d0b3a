internal import FoundationEssentials

/// Reads OpenSSH's private key format (its `PROTOCOL.key`), as far as Moorage creates such keys.
enum OpenSSHKeyReader {
    /// An Ed25519 key file has about 400 bytes.
    private static let maximumTextLength = 16 * 1024
    private static let magic = Array("openssh-key-v1\0".utf8)

    /// The 32 bytes from which the key is derived, and its comment.
    static func ed25519Seed(_ text: String) throws(SSHError) -> (seed: [UInt8], comment: String) {
        var fields = Fields(rest: try content(text))
        let cipher = try fields.string()
        let function = try fields.string()
        guard cipher.elementsEqual("none".utf8), function.elementsEqual("none".utf8) else {
            throw SSHError(
                .invalidArgument,
                "The private key is protected by a passphrase, which cannot be entered here."
            )
        }
        _ = try fields.string()
        guard try fields.uint32() == 1 else { throw malformed }
        _ = try fields.string()
        var secret = Fields(rest: try fields.string())
        guard try secret.uint32() == (try secret.uint32()) else { throw malformed }
        guard try secret.string().elementsEqual(HostKeyPin.KeyType.ed25519.rawValue.utf8) else {
            throw SSHError(.invalidArgument, "The private key is not an Ed25519 key.")
        }
        _ = try secret.string()
        let halves = try secret.string()
        guard halves.count == 64 else { throw malformed }
        return (Array(halves.prefix(32)), String(decoding: try secret.string(), as: UTF8.self))
    }

    private static var malformed: SSHError {
        SSHError(.invalidArgument, "The text is not a private key in OpenSSH format.")
    }

    private static func content(_ text: String) throws(SSHError) -> ArraySlice<UInt8> {
        let lines = text.split(whereSeparator: \.isNewline)
        guard text.utf8.count <= maximumTextLength, lines.first == "-----BEGIN OPENSSH PRIVATE KEY-----",
            lines.last == "-----END OPENSSH PRIVATE KEY-----",
            let data = Data(base64Encoded: lines.dropFirst().dropLast().joined()), data.starts(with: magic)
        else { throw malformed }
        return [UInt8](data)[magic.count...]
    }

    private struct Fields {
        var rest: ArraySlice<UInt8>

        mutating func uint32() throws(SSHError) -> UInt32 {
            guard rest.count >= 4 else { throw malformed }
            defer { rest = rest.dropFirst(4) }
            return rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        }

        mutating func string() throws(SSHError) -> ArraySlice<UInt8> {
            let length = Int(try uint32())
            guard rest.count >= length else { throw malformed }
            defer { rest = rest.dropFirst(length) }
            return rest.prefix(length)
        }
    }
}
