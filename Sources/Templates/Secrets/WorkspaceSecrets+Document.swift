internal import FoundationEssentials
package import Workspaces

extension WorkspaceSecrets {
    /// The secrets as JSON, to be sealed.
    ///
    /// - Throws: ``SecretsError`` when a value cannot be written as JSON.
    package func encoded() throws(SecretsError) -> Secret<[UInt8]> {
        let document = Document(
            databasePassword: databasePassword.reveal(),
            redisPassword: redisPassword.reveal(),
            qdrantAPIKey: qdrantAPIKey.reveal(),
            djangoSecretKey: djangoSecretKey.reveal(),
            encryptionKey: encryptionKey.reveal(),
            neo4jPassword: neo4jPassword.reveal()
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do { return Secret(Array(try encoder.encode(document))) } catch {
            throw SecretsError("The workspace's secrets cannot be encoded.")
        }
    }

    /// Reads what ``encoded()`` wrote.
    ///
    /// - Throws: ``SecretsError`` when it is something else. The error carries no part of the content.
    package static func decode(_ bytes: Secret<[UInt8]>) throws(SecretsError) -> Self {
        let document: Document
        do { document = try JSONDecoder().decode(Document.self, from: Data(bytes.reveal())) } catch {
            throw SecretsError("The opened bytes are not a workspace's secrets.")
        }
        return Self(
            databasePassword: Secret(document.databasePassword),
            redisPassword: Secret(document.redisPassword),
            qdrantAPIKey: Secret(document.qdrantAPIKey),
            djangoSecretKey: Secret(document.djangoSecretKey),
            encryptionKey: Secret(document.encryptionKey),
            neo4jPassword: Secret(document.neo4jPassword)
        )
    }

    /// The stored form. Private, because it shows the values.
    private struct Document: Codable {
        var databasePassword: String
        var redisPassword: String
        var qdrantAPIKey: String
        var djangoSecretKey: String
        var encryptionKey: String
        var neo4jPassword: String

        enum CodingKeys: String, CodingKey {
            case databasePassword = "database_password"
            case redisPassword = "redis_password"
            case qdrantAPIKey = "qdrant_api_key"
            case djangoSecretKey = "django_secret_key"
            case encryptionKey = "encryption_key"
            case neo4jPassword = "neo4j_password"
        }
    }
}
