extension DigitalOceanProvider {
    /// Asks for removal until a list by name and a look by number find nothing; see
    /// ``ServerProvider/destroyServers(named:id:)``.
    public func destroyServers(named name: String, id: String?) async throws(ProviderError) -> Bool {
        let number = try id.map { (id) throws(ProviderError) in
            guard let number = Int64(id) else { throw ProviderError(.permanent, "\"\(id)\" is no droplet's number.") }
            return number
        }
        return try await outward { () async throws(DigitalOceanError) in
            var numbers = try await droplets(named: name, callClass: .teardown).map(\.id)
            if let number, !numbers.contains(number), try await droplet(number, callClass: .teardown) != nil {
                numbers.append(number)
            }
            try await destroy(numbers)
            // An accepted removal is not a finished one: the next call finds out.
            return numbers.isEmpty
        }
    }

    /// Asks for each, and reports the first failure at the end, so that one droplet does not keep the others alive.
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
                // 404: gone already. 422: another action runs on it, even its creation; it is asked again.
                if error.status == 404 || error.status == 422 { continue }
                firstFailure = firstFailure ?? error
            }
        }
        if let firstFailure { throw firstFailure }
    }
}
