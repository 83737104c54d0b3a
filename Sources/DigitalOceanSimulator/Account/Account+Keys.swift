extension Account {
    func account(_: Call) throws(APIError) -> Reply {
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

    func listKeys(_ call: Call) throws(APIError) -> Reply { try Page.reply("ssh_keys", keys.map(\.json), to: call) }

    mutating func createKey(_ call: Call) throws(APIError) -> Reply {
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

    func key(_ call: Call) throws(APIError) -> Reply { .ok(["ssh_key": keys[try keyIndex(call)].json]) }

    mutating func renameKey(_ call: Call) throws(APIError) -> Reply {
        let index = try keyIndex(call)
        keys[index].name = try call.fields.string("name")
        return .ok(["ssh_key": keys[index].json])
    }

    mutating func deleteKey(_ call: Call) throws(APIError) -> Reply {
        keys.remove(at: try keyIndex(call))
        return .noContent
    }

    private func keyIndex(_ call: Call) throws(APIError) -> Int {
        let name = try call.text("ssh_key_identifier")
        guard let index = keys.firstIndex(where: { $0.fingerprint == name || String($0.id) == name }) else {
            throw .notFound
        }
        return index
    }
}
