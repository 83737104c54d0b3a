import Crypto
import FoundationEssentials
import Workspaces

extension CloudAccount {
    func account(_: SimulatorCall) throws(CloudRefusal) -> Reply {
        .ok([
            "account": [
                "droplet_limit": .integer(dropletLimit),
                "floating_ip_limit": 3,
                "reserved_ip_limit": 3,
                "volume_limit": 100,
                "email": "simulator@example.com",
                "name": "Simulated Account",
                "uuid": "b6fr89dbf6d9156cace5f3c78dc9851d957381ef",
                "email_verified": true,
                "status": "active",
                "status_message": "",
                "team": ["name": "Simulated Team", "uuid": "5df3e3004a17e242b7c20ca6c9fc25b701a47ece"],
            ]
        ])
    }

    func listKeys(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        try Page.reply("ssh_keys", keys.map(\.json), to: call)
    }

    mutating func createKey(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let fields = try call.fields
        let key = try SSHKey(
            id: newNumber(),
            name: try fields.string("name"),
            publicKey: try fields.string("public_key")
        )
        guard !keys.contains(where: { $0.fingerprint == key.fingerprint }) else {
            throw .unprocessable("SSH Key is already in use on your account")
        }
        keys.append(key)
        return .created(["ssh_key": key.json])
    }

    func key(_ call: SimulatorCall) throws(CloudRefusal) -> Reply { .ok(["ssh_key": keys[try keyIndex(call)].json]) }

    mutating func renameKey(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let index = try keyIndex(call)
        keys[index].name = try call.fields.string("name")
        return .ok(["ssh_key": keys[index].json])
    }

    mutating func deleteKey(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        keys.remove(at: try keyIndex(call))
        return .noContent
    }

    private func keyIndex(_ call: SimulatorCall) throws(CloudRefusal) -> Int {
        let name = try call.text("ssh_key_identifier")
        guard let index = keys.firstIndex(where: { $0.fingerprint == name || String($0.id) == name }) else {
            throw .notFound
        }
        return index
    }
}

/// A public key registered with the account.
struct SSHKey: Sendable {
    private static let types = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    ]

    let id: Int64
    var name: String
    let publicKey: String
    /// MD5 of the key's bytes, as colon-separated hex: the API's second name for a key.
    let fingerprint: String

    /// - Throws: 422 unless `publicKey` has the form of a line in `authorized_keys`.
    init(id: Int64, name: String, publicKey: String) throws(CloudRefusal) {
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

    var json: JSONValue {
        [
            "id": .integer(id),
            "fingerprint": .string(fingerprint),
            "public_key": .string(publicKey),
            "name": .string(name),
        ]
    }
}
