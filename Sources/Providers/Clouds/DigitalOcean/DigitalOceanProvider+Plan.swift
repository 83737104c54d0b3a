extension DigitalOceanProvider {
    /// How many images a message lists.
    private static let listedImages = 8

    /// Chooses the cheapest size that the region offers; see ``ServerProvider/plan(_:)``.
    package func plan(_ request: ServerRequest) async throws(ProviderError) -> ServerPlan {
        let catalog = try await outward { () async throws(DigitalOceanError) in
            try await catalogs.value(for: "") { [client] () async throws(DigitalOceanError) in
                try await Self.catalog(client)
            }
        }
        let image = try await image(configuration.image, region: request.region)
        let planner = DigitalOceanPlanner(
            catalog: catalog,
            image: image,
            imageName: configuration.image,
            backups: configuration.backups
        )
        return try planner.plan(request)
    }

    private static func catalog(_ client: DigitalOceanClient) async throws(DigitalOceanError) -> DigitalOceanCatalog {
        let sizes = try await client.list(
            DigitalOceanCall(method: .get, path: ["sizes"], callClass: .create, purpose: "list the droplet sizes"),
            as: DigitalOceanAPI.SizePage.self
        )
        let regions = try await client.list(
            DigitalOceanCall(method: .get, path: ["regions"], callClass: .create, purpose: "list the regions"),
            as: DigitalOceanAPI.RegionPage.self
        )
        return DigitalOceanCatalog(sizes: sizes, regions: regions)
    }

    private func image(_ name: String, region: String) async throws(ProviderError) -> DigitalOceanAPI.Image {
        do throws(DigitalOceanError) {
            return try await images.value(for: name) { [client] () async throws(DigitalOceanError) in
                let call = DigitalOceanCall(
                    method: .get,
                    path: ["images", name],
                    callClass: .create,
                    purpose: "look up the image \(name)"
                )
                return try await client.send(call, as: DigitalOceanAPI.ImageReply.self).image
            }
        } catch {
            guard error.status == 404 else { throw error.providerError }
        }
        let nearest = try await nearestImages(to: name, region: region)
        throw ProviderError(
            .permanent,
            "The image \"\(name)\" does not exist at DigitalOcean. Set MOORAGE_DROPLET_IMAGE to one that does: \(nearest)."
        )
    }

    /// The distribution images whose names begin most alike.
    private func nearestImages(to name: String, region: String) async throws(ProviderError) -> String {
        let call = DigitalOceanCall(
            method: .get,
            path: ["images"],
            query: [("type", "distribution")],
            callClass: .create,
            purpose: "list the distribution images"
        )
        let images = try await outward { () async throws(DigitalOceanError) in
            try await client.list(call, as: DigitalOceanAPI.ImagePage.self)
        }
        let slugs = images.filter { $0.regions?.contains(region) ?? true }.compactMap(\.slug)
        let alike = slugs.map { (slug: $0, prefix: zip($0, name).prefix { $0 == $1 }.count) }
            .sorted { $0.prefix != $1.prefix ? $0.prefix > $1.prefix : $0.slug < $1.slug }
        return alike.prefix(Self.listedImages).map(\.slug).joined(separator: ", ")
    }
}
