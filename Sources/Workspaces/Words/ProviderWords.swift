/// What a cloud provider and its servers are called in texts that people read: logs, waits, the console.
///
/// Each provider has one value of it, beside its implementation; nothing else names a provider.
package struct ProviderWords: Hashable, Sendable {
    /// Names the provider in rows and metrics, in lower case: `digitalocean`.
    package var id: String
    /// The provider's own name: `DigitalOcean`.
    package var name: String
    /// One server, as the provider's users call it: `droplet`.
    package var server: String
    /// Several of them: `droplets`.
    package var servers: String
    /// What a person does when the credentials are missing or refused, in a sentence without its full stop.
    package var credentialsAdvice: String
    /// What a person does when the account's limit is reached, in a sentence without its full stop.
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

    /// One server with its article: `a droplet`.
    package var aServer: String { ("aeiou".contains(server.prefix(1)) ? "an " : "a ") + server }
    /// One server at the start of a sentence or label: `Droplet`.
    package var serverTitle: String { Self.title(server) }
    /// Several servers at the start of a sentence or label: `Droplets`.
    package var serversTitle: String { Self.title(servers) }

    private static func title(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}
