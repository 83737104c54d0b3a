/// The names of a cloud provider and its servers in texts for people: logs, waits, the console.
///
/// Each provider has one such value, beside its implementation; nothing else names a provider.
package struct ProviderWords: Hashable, Sendable {
    /// Names the provider in rows and metrics, in lower case.
    package var id: String
    /// The provider's own name.
    package var name: String
    /// One server, as the provider's users call it, such as `instance`.
    package var server: String
    /// Several of them.
    package var servers: String
    /// The remedy if the credentials are missing or refused, in a sentence without its full stop.
    package var credentialsAdvice: String
    /// The remedy if the account's limit is reached, in a sentence without its full stop.
    package var capacityAdvice: String

    package init(
        id: String,
        name: String,
        server: String,
        servers: String,
        credentialsAdvice: String,
        capacityAdvice: String
    ) {
        self.id = id
        self.name = name
        self.server = server
        self.servers = servers
        self.credentialsAdvice = credentialsAdvice
        self.capacityAdvice = capacityAdvice
    }

    /// One server with its article: `an instance`.
    package var aServer: String { ("aeiou".contains(server.prefix(1)) ? "an " : "a ") + server }
    /// The same at the start of a sentence or label.
    package var aServerTitle: String { Self.title(aServer) }
    /// One server at the start of a sentence or label.
    package var serverTitle: String { Self.title(server) }
    /// Several servers at the start of a sentence or label.
    package var serversTitle: String { Self.title(servers) }

    private static func title(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}
