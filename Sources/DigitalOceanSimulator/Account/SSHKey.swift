import Crypto
import FoundationEssentials

/// A public key that is registered with the account.
struct SSHKey: Sendable {
    private static let types = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    ]

    let id: Int64
    var name: String
    let publicKey: String
    /// MD5 of the key's bytes, as colon-separated hex: the API's second name for a key.
    let fingerprint: String

    /// - Throws: 422 unless `publicKey` is a line as in `authorized_keys`.
    init(id: Int64, name: String, publicKey: String) throws(APIError) {
        let parts = publicKey.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" })
        guard parts.count >= 2, Self.types.contains(String(parts[0])),
            let bytes = Data(base64Encoded: String(parts[1])),
            bytes.dropFirst(4).starts(with: parts[0].utf8)
        else { throw .unprocessable("Key invalid, key should be of the format `type key [comment]`") }
        self.id = id
        self.name = name
        self.publicKey = publicKey
        fingerprint = Insecure.MD5.hash(data: bytes).map { byte in
            (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
        }.joined(separator: ":")
    }

    var json: JSON {
        [
            "id": .integer(id),
            "fingerprint": .string(fingerprint),
            "public_key": .string(publicKey),
            "name": .string(name),
        ]
    }
}
