internal import FoundationEssentials
internal import Workspaces

extension WorkspaceSecrets {
    /// 256 bits, so that none can be guessed even offline.
    private static let byteCount = 32

    /// Draws all secrets from the system's random number generator.
    ///
    /// Passwords are URL-safe base64 without padding (43 characters), so that they need no escaping anywhere; the
    /// Fernet key keeps its padding (44), because its format asks for it.
    package static func generate() -> Self {
        var generator = SystemRandomNumberGenerator()
        return generate(using: &generator)
    }

    /// Draws all secrets from `generator`, in a fixed order.
    package static func generate(using generator: inout some RandomNumberGenerator) -> Self {
        func key() -> String {
            let bytes = (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let standard = Data(bytes).base64EncodedString()
            return String(standard.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
        }
        func password() -> Secret<String> { Secret(String(key().prefix { $0 != "=" })) }
        return Self(
            databasePassword: password(),
            redisPassword: password(),
            qdrantAPIKey: password(),
            djangoSecretKey: password(),
            encryptionKey: Secret(key()),
            neo4jPassword: password()
        )
    }
}
