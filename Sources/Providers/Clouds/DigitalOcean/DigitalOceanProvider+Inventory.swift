extension DigitalOceanProvider {
    /// The droplets with the installation's tag or a name of the installation, and its firewall; see
    /// ``ServerProvider/inventory()``.
    ///
    /// All droplets of the account are listed, because a droplet with lost tags is found only by its name. DNS records
    /// carry no mark: a sweep recognises them by the names in our own records.
    package func inventory() async throws(ProviderError) -> [InventoryItem] {
        let tag = configuration.installationTag
        return try await outward { () async throws(DigitalOceanError) in
            let dropletCall = DigitalOceanCall(
                method: .get,
                path: ["droplets"],
                callClass: .sweep,
                purpose: "list the droplets"
            )
            let all = try await client.list(dropletCall, as: DigitalOceanAPI.DropletPage.self)
            let droplets = Self.oldestFirst(all.filter { DigitalOceanNames.isOurs($0, installationTag: tag) })
            let firewallCall = DigitalOceanCall(
                method: .get,
                path: ["firewalls"],
                callClass: .sweep,
                purpose: "list the firewalls"
            )
            let firewalls = try await client.list(firewallCall, as: DigitalOceanAPI.FirewallPage.self)
            return droplets.map { $0.inventoryItem(tag) }
                + firewalls.filter { $0.name == tag }.compactMap(\.inventoryItem)
        }
    }
}

extension DigitalOceanAPI.Droplet {
    fileprivate func inventoryItem(_ installationTag: String) -> InventoryItem {
        InventoryItem(
            kind: .server,
            id: String(id),
            name: name,
            createdAt: createdAt == nil ? nil : server.createdAt,
            size: sizeSlug,
            hourlyCostMicros: Int(((size?.priceHourly ?? 0) * 1_000_000).rounded()),
            tags: tags ?? [],
            isRunning: status == "active" ? true : status == "off" ? false : nil,
            // A tag's first spelling in the account counts, and it may be in upper case.
            isTagged: tags?.contains { $0.lowercased() == installationTag.lowercased() }
        )
    }
}

extension DigitalOceanAPI.Firewall {
    fileprivate var inventoryItem: InventoryItem? {
        id.map {
            InventoryItem(
                kind: .firewall,
                id: $0,
                name: name,
                createdAt: nil,
                size: nil,
                hourlyCostMicros: 0,
                tags: tags ?? []
            )
        }
    }
}
