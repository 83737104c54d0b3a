extension DigitalOceanProvider {
    /// In seconds: a moved workspace is found again within minutes.
    private static let timeToLive = 300

    /// Exactly one A record, and one AAAA record or none; see ``ServerProvider/publishAddress(_:)``.
    package func publishAddress(_ record: AddressRecord) async throws(ProviderError) -> PublishedAddress {
        try await outward { () async throws(DigitalOceanError) in
            guard let place = try await place(of: record.name, callClass: .create) else { return .zoneMissing }
            do throws(DigitalOceanError) {
                // One lookup serves all that publish at the same time. A caller that had to wait between the lookup and
                // the records must look again; it then requests everything at once.
                guard records.takeWait(place) else { return try await publish(record, at: place) }
                return try await client.together(Self.calls(of: record, andLook: true)) {
                    (client) async throws(DigitalOceanError) in
                    guard let existing = try await existing(at: place, client) else { return .zoneMissing }
                    return try await converge(existing, to: record, at: place, client)
                }
            } catch {
                if case .waitForBudget = error.providerError.disposition { records.hadToWait(place) }
                throw error
            }
        }
    }

    private func publish(
        _ record: AddressRecord,
        at place: DigitalOceanRecordPlace
    ) async throws(DigitalOceanError) -> PublishedAddress {
        guard let existing = try await existing(at: place, client) else { return .zoneMissing }
        return try await client.together(Self.calls(of: record, andLook: false)) {
            (client) async throws(DigitalOceanError) in
            try await converge(existing, to: record, at: place, client)
        }
    }

    /// The calls that a record takes, so that none is sent in vain.
    private static func calls(of record: AddressRecord, andLook: Bool) -> APIBudgetRequest {
        APIBudgetRequest(
            key: "publish \(record.name)",
            calls: (andLook ? 1 : 0) + (record.ipv6 == nil ? 1 : 2),
            callClass: .create,
            owner: APIBudgetOwner.current
        )
    }

    /// The records of a name that may have addresses; nil if the zone is gone.
    private func existing(
        at place: DigitalOceanRecordPlace,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) -> [DigitalOceanAPI.DomainRecord]? {
        let existing = try await records(at: place, shared: true, callClass: .create, client)
        if let alias = existing?.first(where: { $0.type == "CNAME" }) {
            throw DigitalOceanError(
                ProviderError(
                    .permanent,
                    "\(place.fullName) has a CNAME record to \(alias.data ?? "?"), so it cannot have an address record. "
                        + "Remove it."
                )
            )
        }
        return existing
    }

    private func converge(
        _ existing: [DigitalOceanAPI.DomainRecord],
        to record: AddressRecord,
        at place: DigitalOceanRecordPlace,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) -> PublishedAddress {
        try await converge(existing, type: "A", to: record.ipv4, at: place, client)
        try await converge(existing, type: "AAAA", to: record.ipv6, at: place, client)
        return .published
    }

    /// Removes the address records of exactly this name; see ``ServerProvider/withdrawAddress(of:)``.
    package func withdrawAddress(of name: String) async throws(ProviderError) {
        try await outward { () async throws(DigitalOceanError) in
            guard let place = try await place(of: name, callClass: .teardown),
                let existing = try await records(at: place, shared: false, callClass: .teardown, client)
            else { return }
            for record in existing where record.type == "A" || record.type == "AAAA" {
                try await remove(record, at: place, callClass: .teardown, client)
            }
        }
    }

    /// The account's DNS zone for a name; nil if there is none, and records must then be created by hand.
    ///
    /// - Throws: ``ProviderError``
    package func zone(of name: String) async throws(ProviderError) -> String? {
        try await outward { () async throws(DigitalOceanError) in
            try await place(of: name, callClass: .poll)?.zone
        }
    }

    /// The longest zone name that contains the name; nil if the account has none.
    private func place(
        of name: String,
        callClass: APIBudgetCallClass
    ) async throws(DigitalOceanError) -> DigitalOceanRecordPlace? {
        let zones = try await zones.value(for: "") { [client] () async throws(DigitalOceanError) in
            let call = DigitalOceanCall(
                method: .get,
                path: ["domains"],
                callClass: callClass,
                purpose: "list the DNS zones"
            )
            return try await client.list(call, as: DigitalOceanAPI.DomainPage.self).map(\.name)
        }
        return DigitalOceanRecordPlace(name: name, zones: zones)
    }

    /// The records of a name, of every type; nil if the zone is gone.
    private func records(
        at place: DigitalOceanRecordPlace,
        shared: Bool,
        callClass: APIBudgetCallClass,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) -> [DigitalOceanAPI.DomainRecord]? {
        let records = try await records.records(at: place, shared: shared, callClass: callClass, client)
        if records == nil { zones.forget("") }
        return records
    }

    /// Leaves exactly one record of a type with this content, or none if there is no content.
    private func converge(
        _ existing: [DigitalOceanAPI.DomainRecord],
        type: String,
        to data: String?,
        at place: DigitalOceanRecordPlace,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) {
        var present = existing.filter { $0.type == type }.sorted { $0.id < $1.id }
        if let data {
            let wanted = DigitalOceanAPI.DomainRecordContent(
                type: type,
                name: place.relativeName,
                data: data,
                ttl: Self.timeToLive
            )
            if let kept = present.firstIndex(where: { Self.isSameAddress($0.data, data) }) ?? present.indices.first {
                let record = present.remove(at: kept)
                if !Self.isSameAddress(record.data, data) || record.ttl != Self.timeToLive {
                    try await write(wanted, over: record, at: place, client)
                }
            } else {
                try await write(wanted, over: nil, at: place, client)
            }
        }
        for surplus in present { try await remove(surplus, at: place, callClass: .create, client) }
    }

    private func write(
        _ content: DigitalOceanAPI.DomainRecordContent,
        over record: DigitalOceanAPI.DomainRecord?,
        at place: DigitalOceanRecordPlace,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) {
        records.willWrite(place)
        let path = ["domains", place.zone, "records"] + (record.map { [String($0.id)] } ?? [])
        let call = DigitalOceanCall(
            method: record == nil ? .post : .patch,
            path: path,
            body: try Self.json(content),
            callClass: .create,
            purpose: "write the \(content.type) record of \(place.fullName)"
        )
        do throws(DigitalOceanError) {
            _ = try await client.send(call)
        } catch {
            guard error.status == 404 else { throw error }
            // The record or zone was removed after it was listed: list again.
            zones.forget("")
            throw DigitalOceanError(
                ProviderError(
                    .transient(retryAfter: nil),
                    error.providerError.message,
                    requestID: error.providerError.requestID
                )
            )
        }
    }

    private func remove(
        _ record: DigitalOceanAPI.DomainRecord,
        at place: DigitalOceanRecordPlace,
        callClass: APIBudgetCallClass,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) {
        records.willWrite(place)
        let call = DigitalOceanCall(
            method: .delete,
            path: ["domains", place.zone, "records", String(record.id)],
            callClass: callClass,
            purpose: "remove the \(record.type) record of \(place.fullName)"
        )
        do throws(DigitalOceanError) {
            _ = try await client.send(call)
        } catch {
            guard error.status == 404 else { throw error }
        }
    }

    private static func isSameAddress(_ left: String?, _ right: String) -> Bool {
        guard let left else { return false }
        if left == right { return true }
        guard let groups = DigitalOceanIPv6.groups(left) else { return false }
        return groups == DigitalOceanIPv6.groups(right)
    }
}

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
        // Answers contain names relative to the zone, and the domain may be deeper in it.
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

/// The place of a DNS name in the account's zones.
struct DigitalOceanRecordPlace: Hashable, Sendable {
    /// The zone's name, in the API's spelling.
    let zone: String
    /// The whole name, in lower case and without the final dot.
    let fullName: String
    /// The name within the zone; `@` for the zone itself.
    let relativeName: String

    /// The zone with the longest matching name; nil if none matches.
    init?(name: String, zones: [String]) {
        var full = name.lowercased()
        if full.hasSuffix(".") { full.removeLast() }
        let fitting = zones.filter { zone in full == zone.lowercased() || full.hasSuffix("." + zone.lowercased()) }
        guard let zone = fitting.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        self.zone = zone
        fullName = full
        relativeName = full.utf8.count == zone.utf8.count ? "@" : String(full.dropLast(zone.count + 1))
    }
}
