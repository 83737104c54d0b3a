/// What a machine needs to know to play a droplet.
public struct DropletBoot: Sendable {
    /// The droplet's id, unique for ever; its name is not.
    public let droplet: DropletNumber
    /// The droplet's name, which is its host name.
    public let name: String
    /// cloud-init's user data; empty for none. May hold a private host key.
    public let userData: String
    /// The public keys that may log in as root.
    public let authorizedKeys: [String]
}
