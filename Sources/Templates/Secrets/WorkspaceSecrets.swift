package import Workspaces

/// The secrets of one workspace.
package struct WorkspaceSecrets: Sendable, Equatable {
    /// The password of its database role.
    package var databasePassword: Secret<String>
    /// The password of its Redis.
    package var redisPassword: Secret<String>
    /// The API key of its Qdrant.
    package var qdrantAPIKey: Secret<String>
    /// Django's `SECRET_KEY`.
    package var djangoSecretKey: Secret<String>
    /// A Fernet key: 32 bytes in URL-safe base64.
    package var encryptionKey: Secret<String>
    /// The password of its Neo4j.
    package var neo4jPassword: Secret<String>

    /// Names each secret.
    package init(
        databasePassword: Secret<String>,
        redisPassword: Secret<String>,
        qdrantAPIKey: Secret<String>,
        djangoSecretKey: Secret<String>,
        encryptionKey: Secret<String>,
        neo4jPassword: Secret<String>
    ) {
        self.databasePassword = databasePassword
        self.redisPassword = redisPassword
        self.qdrantAPIKey = qdrantAPIKey
        self.djangoSecretKey = djangoSecretKey
        self.encryptionKey = encryptionKey
        self.neo4jPassword = neo4jPassword
    }
}
