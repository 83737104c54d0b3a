package import Orchestrator
package import Postgres
package import SSH
internal import Workspaces

/// What a daemon must know of its installation before it may work: minted once, the same for all daemons.
package struct Installation: Sendable {
    /// Six characters of `[a-z0-9]`; part of every server's name and tag.
    package let id: String
    /// Opens and makes secrets.
    package let sealer: SecretSealer
    /// The key with which all daemons of the installation log in to hosts.
    package let daemonKey: SSHKeyPair

    /// Why an installation cannot be used. Never holds a secret.
    package struct Refusal: Error, CustomStringConvertible {
        /// A plain sentence with what to do next.
        package let description: String
    }

    /// Opens the installation of a migrated database; mints what is still missing.
    ///
    /// A master key is minted only while the database records none: a key that does not fit would make every secret
    /// unreadable.
    ///
    /// - Parameters:
    ///   - acceptsDatabase: whether a database that was restored is taken over: lease epochs then begin beyond all that
    ///     hosts may have seen, wherever it was restored.
    ///   - mints: whether a missing master key and daemon key are made; a command that only looks does not.
    /// - Throws: ``Refusal``, `SecretsFailure`, `PostgresError`.
    package static func open(
        on pool: PostgresPool,
        keyFile: MasterKeyFile,
        acceptsDatabase: Bool,
        mints: Bool = true
    ) async throws -> Installation {
        try await pool.withTransaction { connection in
            let (id, keyID) = try await checkedRecord(on: connection, acceptsDatabase: acceptsDatabase)
            guard mints || keyID != nil else {
                throw Refusal(description: "No daemon has served this database yet; start moorage serve once.")
            }
            let sealer = try await openSealer(recorded: keyID, keyFile: keyFile, on: connection)
            let key = try await openDaemonKey(sealer, on: connection)
            return Installation(id: id, sealer: sealer, daemonKey: key)
        }
    }

    private static func checkedRecord(
        on connection: PostgresConnection,
        acceptsDatabase: Bool
    ) async throws -> (id: String, keyID: String?) {
        let row = try await connection.query(
            """
            SELECT i.installation_id, i.master_key_id, i.system_identifier, c.system_identifier::text
            FROM moorage.installation i, pg_control_system() c FOR UPDATE OF i
            """
        ).decodeOnly((String, String?, String, String).self)
        let (id, keyID, recorded, present) = row
        guard recorded != present || acceptsDatabase else { return (id, keyID) }
        guard acceptsDatabase else {
            throw Refusal(
                description: """
                    This database was made on another Postgres system (\(recorded), this is \(present)), so it may be a \
                    copy while the original still works. Stop the original, then run moorage serve --accept-database.
                    """
            )
        }
        // A backup does not know the last epochs that hosts have seen.
        _ = try await connection.pipeline([
            "UPDATE moorage.installation SET system_identifier = \(present)",
            "SELECT setval('moorage.lease_epochs', (SELECT last_value FROM moorage.lease_epochs) + 1000000)",
        ])
        return (id, keyID)
    }

    private static func openSealer(
        recorded: String?,
        keyFile: MasterKeyFile,
        on connection: PostgresConnection
    ) async throws -> SecretSealer {
        let isNew = recorded == nil && !keyFile.exists
        let sealer = try SecretSealer(masterKey: isNew ? keyFile.mint() : keyFile.read())
        if let recorded, recorded != sealer.keyID {
            throw Refusal(
                description: """
                    The master key at \(keyFile.path) is \(sealer.keyID), but this database's secrets are sealed under \
                    \(recorded). Restore that key, or set MOORAGE_MASTER_KEY_FILE to it.
                    """
            )
        }
        if recorded == nil {
            try await connection.query("UPDATE moorage.installation SET master_key_id = \(sealer.keyID)")
        }
        return sealer
    }

    private static func openDaemonKey(
        _ sealer: SecretSealer,
        on connection: PostgresConnection
    ) async throws -> SSHKeyPair {
        let vault = SecretVault(sealer: sealer, connection: connection)
        if let stored = try await vault.open(.daemonKey, of: 0) {
            return try SSHKeyPair(openSSH: String(decoding: stored.reveal(), as: UTF8.self))
        }
        let key = SSHKeyPair.generate(comment: "moorage")
        try await vault.save(Secret(Array(key.privateKey.reveal().utf8)), .daemonKey, of: 0)
        return key
    }
}
