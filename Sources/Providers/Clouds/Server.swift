package import Workspaces

/// A workspace's requirements for a server, before a size is chosen.
package struct ServerRequest: Hashable, Codable, Sendable {
    /// The minimum of processors, memory and disk.
    package var resources: Resources
    /// The region's slug.
    package var region: String

    package init(resources: Resources, region: String) {
        self.resources = resources
        self.region = region
    }
}

/// The size, region and image of a future server, and its price.
package struct ServerPlan: Hashable, Codable, Sendable {
    /// The size's slug, e.g. `s-2vcpu-4gb`.
    package var size: String
    /// The region's slug.
    package var region: String
    /// The image's slug, or the decimal id of a snapshot.
    package var image: String
    /// The price in US cents a month, including backups if they are on.
    package var monthlyCostCents: Int
    /// The price in millionths of a US dollar an hour.
    package var hourlyCostMicros: Int

    package init(size: String, region: String, image: String, monthlyCostCents: Int, hourlyCostMicros: Int) {
        self.size = size
        self.region = region
        self.image = image
        self.monthlyCostCents = monthlyCostCents
        self.hourlyCostMicros = hourlyCostMicros
    }
}

/// The content of a create call except the user data: recorded before the call.
package struct ServerIntent: Hashable, Codable, Sendable {
    /// The unique key of the server: never used for another one, and the same when a create call is repeated.
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

/// A server that a create call has named.
package struct ServerReference: Hashable, Codable, Sendable {
    /// The provider's id.
    package var id: String
    /// Its name.
    package var name: String
    /// The provider's id of the create action, if known: the action decides, not a 404.
    package var createActionID: String?

    package init(id: String, name: String, createActionID: String?) {
        self.id = id
        self.name = name
        self.createActionID = createActionID
    }
}

/// The current status of a created server.
package enum ServerStatus: Hashable, Codable, Sendable {
    /// Accepted, but not running yet, or without an address. Includes a 404 while the create action runs.
    case pending
    /// Running, with a known public IPv4 address.
    case active(Server)
    /// Powered off: still billed, and unreachable.
    case off(Server)
    /// The provider gave up creating it; the reason in a sentence.
    case failed(reason: String)
    /// It does not exist, and no create action is in progress.
    case absent
}

/// A server as described by the provider.
package struct Server: Hashable, Codable, Sendable {
    /// The provider's id.
    package var id: String
    /// Its name.
    package var name: String
    /// The public IPv4 address, if known.
    package var ipv4: String?
    /// The public IPv6 address, if it has one.
    package var ipv6: String?
    /// When it was created, in seconds since 1970.
    package var createdAt: Double

    package init(id: String, name: String, ipv4: String?, ipv6: String?, createdAt: Double) {
        self.id = id
        self.name = name
        self.ipv4 = ipv4
        self.ipv6 = ipv6
        self.createdAt = createdAt
    }
}
