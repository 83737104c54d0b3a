package import SSH
package import Services

/// The engine's randomness, for spreading retries and drawing names and keys. A test passes its own, so that one seed
/// is one history.
package struct RandomSource: RandomNumberGenerator, Sendable {
    private let number: @Sendable () -> UInt64
    /// Generates a key pair; the argument is its comment.
    package let keyPair: @Sendable (String) -> SSHKeyPair
    /// Generates a workspace's secrets.
    package let secrets: @Sendable () -> WorkspaceSecrets

    package init(
        number: @escaping @Sendable () -> UInt64,
        keyPair: @escaping @Sendable (String) -> SSHKeyPair,
        secrets: @escaping @Sendable () -> WorkspaceSecrets
    ) {
        self.number = number
        self.keyPair = keyPair
        self.secrets = secrets
    }

    /// The next 64 random bits.
    package func next() -> UInt64 { number() }

    /// The system's random numbers.
    package static let system = RandomSource(
        number: {
            var generator = SystemRandomNumberGenerator()
            return generator.next()
        },
        keyPair: { SSHKeyPair.generate(comment: $0) },
        secrets: { WorkspaceSecrets.generate() }
    )
}
