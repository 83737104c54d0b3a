/// Everything a create call says but its user data: written down before the call is made.
package struct ServerIntent: Hashable, Codable, Sendable {
    /// The unique key of the server: never used for another, and the same when a create is issued again.
    package var name: String
    /// Tags in lower case, `[a-z0-9_:-]`.
    package var tags: [String]
    /// Size, region and image.
    package var plan: ServerPlan
    /// The OpenSSH public key (`ssh-ed25519 AAAA… comment`) that may log in.
    package var authorizedKey: String

    package init(name: String, tags: [String], plan: ServerPlan, authorizedKey: String) {
        self.name = name
        self.tags = tags
        self.plan = plan
        self.authorizedKey = authorizedKey
    }
}
