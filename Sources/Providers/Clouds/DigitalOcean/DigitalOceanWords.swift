package import Workspaces

extension ProviderWords {
    /// DigitalOcean's words.
    package static let digitalOcean = Self(
        id: "digitalocean",
        name: "DigitalOcean",
        server: "droplet",
        servers: "droplets",
        credentialsAdvice: "Set a valid token in DIGITALOCEAN_TOKEN or DIGITALOCEAN_TOKEN_FILE",
        capacityAdvice: "Raise the account's limit or remove droplets"
    )
}
