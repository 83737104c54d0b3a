/// What a machine needs to know to play a droplet.
package struct DropletBoot: Sendable {
    /// The droplet's id, unique for ever; its name is not.
    package let droplet: DropletNumber
    /// The droplet's name, which is its host name.
    package let name: String
    /// cloud-init's user data; empty for none. May hold a private host key.
    package let userData: String
    /// The public keys that may log in as root.
    package let authorizedKeys: [String]
}
