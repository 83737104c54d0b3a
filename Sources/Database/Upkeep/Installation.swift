package import Orchestrator
package import Postgres
package import SSH
internal import Workspaces

/// What a daemon must know about its installation before it can work: generated once, the same for all daemons.
package struct Installation: Sendable {
    /// Six characters of `[a-z0-9]`; part of every server's name and tag.
    package let id: String
    /// Opens and creates secrets.
    package let sealer: SecretSealer
    /// The key with which all daemons of the installation log in to hosts.
    package let daemonKey: SSHKeyPair

    /// Why an installation cannot be used. Never contains a secret.
    package struct Refusal: Error, CustomStringConvertible {
        /// A plain sentence with what to do next.
        package let description: String
    }

    /// Opens the installation of a migrated database and generates missing parts.
    ///
    /// A master key is generated only if the database records none: a wrong key would make every secret unreadable.
    ///
    /// - Parameters:
    ///   - acceptsDatabase: whether to take over a restored database: its lease epochs then start above all that hosts
    ///     may have seen, wherever it was restored.
    ///   - mints: whether to create a missing master key and daemon key; read-only commands do not.
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
                    This database was created on another Postgres system (\(recorded), this is \(present)), so it may be a copy of an original that is still in use. Stop the original, then run moorage serve --accept-database.
                    """
            )
        }
        // A backup does not know the latest epochs that hosts have seen.
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
