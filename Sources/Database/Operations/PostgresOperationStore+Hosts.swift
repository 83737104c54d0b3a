package import Orchestrator
internal import Postgres
package import SSH
package import Workspaces

extension PostgresOperationStore {
    /// How to reach a host.
    package func host(_ id: HostID) async throws(StoreError) -> HostAccess {
        let record = try await run { pool in
            try await pool.query(
                """
                SELECT address, ssh_port, ssh_user, host_key_type, host_key_fingerprint, next_host_key_type,
                    next_host_key_fingerprint, has_first_host_key
                FROM moorage.hosts WHERE id = \(id)
                """
            ).decodeFirst((String?, Int, String, String, String, String?, String?, Bool).self)
        }
        guard let record, let pin = Self.pin(record.3, record.4), let port = UInt16(exactly: record.1) else {
            throw StoreError(.notFound, "Host \(id) is not recorded.")
        }
        return HostAccess(
            id: id,
            address: record.0,
            port: Port(rawValue: port),
            user: record.2,
            pin: pin,
            nextPin: Self.pin(record.5, record.6),
            hasFirstKey: record.7
        )
    }

    static func pin(_ type: String?, _ fingerprint: String?) -> HostKeyPin? {
        guard let fingerprint, let type = type.flatMap(HostKeyPin.KeyType.init) else { return nil }
        return HostKeyPin(keyType: type, fingerprint: fingerprint)
    }

    /// Records the key that a host will present next, before it is installed there.
    package func saveNextHostKey(
        _ key: Secret<String>,
        pin: HostKeyPin,
        of host: HostID,
        holder: LeaseHolder
    ) async throws(StoreError) {
        try await runHeld(by: holder) { connection in
            let isNew = try await connection.query(
                """
                UPDATE moorage.hosts SET next_host_key_type = \(pin.keyType.rawValue),
                    next_host_key_fingerprint = \(pin.fingerprint)
                WHERE id = \(host) AND has_first_host_key AND next_host_key_fingerprint IS NULL
                RETURNING true
                """
            ).decodeFirst(Bool.self)
            guard isNew != nil else { return }
            try await vault(on: connection).save(
                Secret(Array(key.reveal().utf8)),
                .nextHostKey,
                of: host.rawValue
            )
        }
    }

    /// Makes the next host key the pinned one, and deletes both private halves: only the host keeps them.
    package func promoteHostKey(
        _ pin: HostKeyPin,
        of host: HostID,
        holder: LeaseHolder
    ) async throws(StoreError) {
        try await runHeld(by: holder) { connection in
            _ = try await connection.pipeline([
                """
                UPDATE moorage.hosts SET host_key_type = next_host_key_type,
                    host_key_fingerprint = next_host_key_fingerprint, next_host_key_type = NULL,
                    next_host_key_fingerprint = NULL, has_first_host_key = false
                WHERE id = \(host) AND next_host_key_fingerprint = \(pin.fingerprint)
                """,
                """
                DELETE FROM moorage.secrets s
                WHERE s.purpose IN ('host_key', 'next_host_key') AND s.subject = \(host)
                  AND NOT EXISTS (SELECT FROM moorage.hosts h WHERE h.id = \(host) AND h.has_first_host_key)
                """,
            ])
        }
    }
}
