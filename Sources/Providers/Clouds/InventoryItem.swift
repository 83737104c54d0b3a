/// Something that exists at the provider and carries this installation's mark: a sweep compares it with our records.
package struct InventoryItem: Hashable, Codable, Sendable {
    /// What it is.
    package enum Kind: String, Hashable, Codable, Sendable {
        /// A server that carries the installation's tag or a name of this installation. Billed.
        case server = "droplet"
        /// The installation's firewall.
        case firewall
    }

    /// What it is.
    package var kind: Kind
    /// The provider's id.
    package var id: String
    /// Its name.
    package var name: String
    /// When it was created, in seconds since 1970; nil when the provider does not say.
    package var createdAt: Double?
    /// The size's slug, for a server.
    package var size: String?
    /// The price in millionths of a US dollar an hour, without backups; 0 for what costs nothing.
    package var hourlyCostMicros: Int
    /// Its tags, as far as they can be seen yet.
    package var tags: [String]
    /// Whether a server runs; nil while it is being made or when the provider does not say.
    package var isRunning: Bool?
    /// Whether it carries the installation's tag, on which the firewall hangs; nil when that is not known.
    package var isTagged: Bool?

    package init(
        kind: Kind,
        id: String,
        name: String,
        createdAt: Double?,
        size: String?,
        hourlyCostMicros: Int,
        tags: [String],
        isRunning: Bool? = nil,
        isTagged: Bool? = nil
    ) {
        self.kind = kind
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.size = size
        self.hourlyCostMicros = hourlyCostMicros
        self.tags = tags
        self.isRunning = isRunning
        self.isTagged = isTagged
    }
}
