/// Something at the provider with this installation's mark, which a sweep compares with our records.
package struct InventoryItem: Hashable, Codable, Sendable {
    /// The kind of finding.
    package enum Kind: String, Hashable, Codable, Sendable {
        /// A server with the installation's tag or a name of this installation. Billed.
        case server = "droplet"
        /// The installation's firewall.
        case firewall
    }

    /// The kind of finding.
    package var kind: Kind
    /// The provider's id.
    package var id: String
    /// Its name.
    package var name: String
    /// When it was created, in seconds since 1970; nil if the provider does not say.
    package var createdAt: Double?
    /// The size's slug, for a server.
    package var size: String?
    /// The price in millionths of a US dollar an hour, without backups; 0 if it is free.
    package var hourlyCostMicros: Int
    /// Its tags, as far as visible.
    package var tags: [String]
    /// Whether a server runs; nil while it is being created or if the provider does not say.
    package var isRunning: Bool?
    /// Whether it has the installation's tag, to which the firewall is attached; nil if unknown.
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
