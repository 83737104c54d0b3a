extension DigitalOceanProvider {
    /// The names with an A or AAAA record directly under a domain; see ``ServerProvider/addressNames(under:)``.
    package func addressNames(under domain: String) async throws(ProviderError) -> [String] {
        guard let zone = try await zone(of: domain),
            let place = DigitalOceanRecordPlace(name: domain, zones: [zone])
        else { return [] }
        let call = DigitalOceanCall(
            method: .get,
            path: ["domains", zone, "records"],
            callClass: .sweep,
            purpose: "list the DNS records of \(zone)"
        )
        let records: [DigitalOceanAPI.DomainRecord]
        do throws(DigitalOceanError) {
            records = try await client.list(call, as: DigitalOceanAPI.DomainRecordPage.self)
        } catch {
            guard error.status == 404 else { throw error.providerError }
            return []
        }
        // What comes back is relative to the zone, in which the domain may lie deeper.
        let suffix = place.relativeName == "@" ? "" : ".\(place.relativeName)"
        let labels = records.compactMap { record -> String? in
            guard record.type == "A" || record.type == "AAAA", let name = record.name?.lowercased(),
                name.hasSuffix(suffix)
            else { return nil }
            let label = String(name.dropLast(suffix.utf8.count))
            return label.isEmpty || label == "@" || label.contains(".") ? nil : label
        }
        return Set(labels).sorted().map { "\($0).\(place.fullName)" }
    }
}
