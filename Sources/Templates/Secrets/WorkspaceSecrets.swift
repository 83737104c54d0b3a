public import WorkspaceModel

/// The secrets of one workspace.
public struct WorkspaceSecrets: Sendable, Equatable {
    /// The password of its database role.
    public var databasePassword: Secret<String>
    /// The password of its Redis.
    public var redisPassword: Secret<String>
    /// The API key of its Qdrant.
    public var qdrantAPIKey: Secret<String>
    /// Django's `SECRET_KEY`.
    public var djangoSecretKey: Secret<String>
    /// A Fernet key: 32 bytes in URL-safe base64.
    public var encryptionKey: Secret<String>
    /// The password of its Neo4j.
    public var neo4jPassword: Secret<String>

    /// Names each secret.
    public init(
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
