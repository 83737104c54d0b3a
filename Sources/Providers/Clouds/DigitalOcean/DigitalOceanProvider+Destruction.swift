extension DigitalOceanProvider {
    /// Requests removal until a list by name, a lookup by number and a list by tag find nothing; see
    /// ``ServerProvider/destroyServers(named:id:tag:)``.
    package func destroyServers(
        named name: String,
        id: String?,
        tag: String
    ) async throws(ProviderError) -> [Server] {
        let number = try id.map(Self.number)
        return try await outward { () async throws(DigitalOceanError) in
            var found = try await droplets(named: name, callClass: .teardown)
            if let number { found += try await missing([number], in: found) }
            if found.isEmpty {
                // The lists lag independently of each other. A tag does not prove who owns a droplet; the name does.
                let tagged = try await Self.droplets(tagged: tag, callClass: .teardown, client)
                found = tagged.filter { $0.name == name || $0.id == number }
            }
            try await destroy(found.map(\.id))
            // An accepted removal is not finished; the next call finds out.
            return Self.oldestFirst(found).map(\.server)
        }
    }

    /// Requests the removal of some droplets with a name; see ``ServerProvider/destroyServers(_:named:)``.
    package func destroyServers(_ ids: [String], named name: String) async throws(ProviderError) -> [Server] {
        var numbers: [Int64] = []
        for id in ids { numbers.append(try Self.number(id)) }
        let wanted = numbers
        return try await outward { () async throws(DigitalOceanError) in
            let listed = try await droplets(named: name, callClass: .teardown)
            let found = listed + (try await missing(wanted, in: listed))
            try await destroy(found.map(\.id).filter(wanted.contains))
            return Self.oldestFirst(found).map(\.server)
        }
    }

    static func number(_ id: String) throws(ProviderError) -> Int64 {
        guard let number = Int64(id) else { throw ProviderError(.permanent, "\"\(id)\" is not a droplet's number.") }
        return number
    }

    /// The droplets with these numbers that a list lacks although they exist.
    private func missing(
        _ numbers: [Int64],
        in listed: [DigitalOceanAPI.Droplet]
    ) async throws(DigitalOceanError) -> [DigitalOceanAPI.Droplet] {
        var found: [DigitalOceanAPI.Droplet] = []
        for number in numbers where !listed.contains(where: { $0.id == number }) {
            if let droplet = try await droplet(number, callClass: .teardown) { found.append(droplet) }
        }
        return found
    }

    /// Requests each removal, and reports the first failure at the end, so that one droplet does not keep the others
    /// alive.
    private func destroy(_ numbers: [Int64]) async throws(DigitalOceanError) {
        var firstFailure: DigitalOceanError?
        for number in numbers {
            let call = DigitalOceanCall(
                method: .delete,
                path: ["droplets", String(number)],
                callClass: .teardown,
                purpose: "remove the droplet \(number)"
            )
            do throws(DigitalOceanError) {
                _ = try await client.send(call)
            } catch {
                // 404: gone already. 422: another action runs on it, possibly its creation; a later call tries again.
                if error.status == 404 || error.status == 422 { continue }
                firstFailure = firstFailure ?? error
            }
        }
        if let firstFailure { throw firstFailure }
    }
}
