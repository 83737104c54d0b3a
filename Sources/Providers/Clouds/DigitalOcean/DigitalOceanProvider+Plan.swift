import Workspaces

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
            "The image \"\(name)\" does not exist at DigitalOcean. Set MOORAGE_DROPLET_IMAGE to an image that does: \(nearest)."
        )
    }

    /// The distribution images with the most similar names.
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

/// What the account can order.
struct DigitalOceanCatalog: Sendable {
    let sizes: [DigitalOceanAPI.Size]
    let regions: [DigitalOceanAPI.Region]
}

/// Chooses size and region from the API's offers. Pure.
struct DigitalOceanPlanner {
    /// DigitalOcean charges 20 % of a droplet's price for weekly backups.
    private static let backupPercentage = 20
    /// How many sizes or regions a message lists at most.
    private static let longestListing = 20

    let catalog: DigitalOceanCatalog
    /// The image's own requirements.
    let image: DigitalOceanAPI.Image
    /// The image as configured.
    let imageName: String
    let backups: Bool

    /// The cheapest size that satisfies the requirements.
    ///
    /// - Throws: ``ProviderError``; permanent, with suitable alternatives, or waiting for capacity if a suitable size
    ///   is sold out.
    func plan(_ request: ServerRequest) throws(ProviderError) -> ServerPlan {
        try checkRegion(request.region)
        try checkImage(request.region)
        let size = try size(for: request)
        return ServerPlan(
            size: size.slug,
            region: request.region,
            image: imageName,
            monthlyCostCents: withBackups(Int((size.priceMonthly * 100).rounded())),
            hourlyCostMicros: withBackups(Int((size.priceHourly * 1_000_000).rounded()))
        )
    }

    private func checkRegion(_ slug: String) throws(ProviderError) {
        if catalog.regions.contains(where: { $0.slug == slug && $0.available }) { return }
        let open = Self.listing(catalog.regions.filter(\.available).map(\.slug).sorted())
        let problem =
            catalog.regions.contains { $0.slug == slug } ? "accepts no new droplets" : "does not exist at DigitalOcean"
        throw ProviderError(.permanent, "The region \"\(slug)\" \(problem). Choose one of: \(open).")
    }

    private func checkImage(_ region: String) throws(ProviderError) {
        if let status = image.status, ["deleted", "retired"].contains(status) {
            throw ProviderError(.permanent, "The image \"\(imageName)\" is \(status) at DigitalOcean. Choose another.")
        }
        guard let regions = image.regions, !regions.contains(region) else { return }
        throw ProviderError(
            .permanent,
            "The image \"\(imageName)\" is not in the region \"\(region)\" but in: \(Self.listing(regions.sorted()))."
        )
    }

    private func size(for request: ServerRequest) throws(ProviderError) -> DigitalOceanAPI.Size {
        let wanted = request.resources
        guard wanted.vcpu > 0, wanted.ramGB > 0, wanted.storageGB > 0 else {
            throw ProviderError(
                .permanent,
                "vcpu, ram_gb and storage_gb must be 1 or more; requested are \(Self.text(wanted))."
            )
        }
        // GPU droplets do not appear in ordinary lists, so they could be neither found again nor removed.
        let sizes = catalog.sizes.filter { !$0.slug.hasPrefix("gpu-") }
        let fitting = sizes.filter { fits($0, wanted) }
        let here = fitting.filter { $0.regions.contains(request.region) }
        if let cheapest = here.filter(\.available).min(by: Self.isBetter) { return cheapest }
        if let soldOut = here.min(by: Self.isBetter) {
            throw ProviderError(
                .waitForOperator(.capacity),
                "\(soldOut.slug) in \(request.region) would do, but DigitalOcean has none left at the moment."
            )
        }
        throw ProviderError(.permanent, unfit(request, fitting: fitting, all: sizes))
    }

    private func fits(_ size: DigitalOceanAPI.Size, _ wanted: Resources) -> Bool {
        // Division instead of multiplication, because the megabytes of a row's gigabytes may not fit an Int.
        size.vcpus >= wanted.vcpu && size.memory / 1024 >= wanted.ramGB
            && size.disk >= max(wanted.storageGB, image.minimumDisk ?? 0)
    }

    private func unfit(
        _ request: ServerRequest,
        fitting: [DigitalOceanAPI.Size],
        all: [DigitalOceanAPI.Size]
    ) -> String {
        var message = "No droplet size in \"\(request.region)\" has \(Self.text(request.resources))"
        if let minimum = image.minimumDisk, minimum > request.resources.storageGB {
            message += " (the image needs \(minimum) GB of disk)"
        }
        let elsewhere = Set(fitting.filter(\.available).flatMap(\.regions)).sorted()
        if !elsewhere.isEmpty { return message + ". Regions with such a size: \(Self.listing(elsewhere))." }
        let here = all.filter { $0.available && $0.regions.contains(request.region) }
        guard let largest = here.max(by: { ($0.vcpus, $0.memory, $0.disk) < ($1.vcpus, $1.memory, $1.disk) }) else {
            return message + ", and no other size is available there."
        }
        return message
            + ". The largest is \(largest.slug): vcpu \(largest.vcpus), ram_gb \(largest.memory / 1024), storage_gb \(largest.disk)."
    }

    private func withBackups(_ price: Int) -> Int {
        backups ? (price * (100 + Self.backupPercentage) + 50) / 100 : price
    }

    /// Cheaper first; at the same price the larger one, then by name, so that every daemon chooses the same.
    private static func isBetter(_ left: DigitalOceanAPI.Size, _ right: DigitalOceanAPI.Size) -> Bool {
        if left.priceMonthly != right.priceMonthly { return left.priceMonthly < right.priceMonthly }
        if (left.memory, left.vcpus, left.disk) != (right.memory, right.vcpus, right.disk) {
            return (left.memory, left.vcpus, left.disk) > (right.memory, right.vcpus, right.disk)
        }
        return left.slug < right.slug
    }

    private static func text(_ resources: Resources) -> String {
        "vcpu \(resources.vcpu), ram_gb \(resources.ramGB), storage_gb \(resources.storageGB)"
    }

    private static func listing(_ names: [String]) -> String {
        names.prefix(longestListing).joined(separator: ", ") + (names.count > longestListing ? ", …" : "")
    }
}
