import Synchronization

extension DigitalOceanProvider {
    /// How long added tags may stay invisible before they count as present: a list that lags must not stop a server
    /// that runs.
    private static let tagPatience = Duration.seconds(60)

    /// Checks the droplet's tags and adds missing ones; see ``ServerProvider/confirmTags(_:of:)``.
    ///
    /// The tags of a create call once did not take effect, and no firewall protects a droplet without them (godo#161).
    /// Costs nothing if the list that reported the droplet as running shows its tags.
    package func confirmTags(_ tags: [String], of reference: ServerReference) async throws(ProviderError) -> Bool {
        let id = try Self.number(reference.id)
        let wanted = wantedTags(tags)
        return try await outward { () async throws(DigitalOceanError) in
            let usesList = polls.withLock { $0.usesList(for: id, at: client.clock.monotonic()) }
            if usesList, let listed = try await waitingDroplets()?[id], lacking(wanted, listed).isEmpty { return true }
            guard let droplet = try await droplet(id, callClass: .create) else { return false }
            let missing = lacking(wanted, droplet)
            guard !missing.isEmpty else { return true }
            let now = client.clock.monotonic()
            if let since = tagged.withLock({ $0[id] }) { return now - since >= Self.tagPatience }
            for tag in missing { try await add(tag, to: id) }
            tagged.withLock { $0 = $0.filter { now - $0.value < Self.preparationLifetime }.merging([id: now]) { $1 } }
            return false
        }
    }

    /// The installation's tag and the others, each once.
    func wantedTags(_ tags: [String]) -> [String] {
        let tag = configuration.installationTag
        return [tag] + tags.filter { $0 != tag }
    }

    /// A tag's first spelling in the account counts, and it may be in upper case.
    private func lacking(_ tags: [String], _ droplet: DigitalOceanAPI.Droplet) -> [String] {
        let present = Set((droplet.tags ?? []).map { $0.lowercased() })
        return tags.filter { !present.contains($0.lowercased()) }
    }

    private func add(_ tag: String, to droplet: Int64) async throws(DigitalOceanError) {
        let body = DigitalOceanAPI.TagResources(resources: [.init(resourceID: String(droplet), resourceType: "droplet")]
        )
        let call = DigitalOceanCall(
            method: .post,
            path: ["tags", tag, "resources"],
            body: try Self.json(body),
            callClass: .create,
            purpose: "tag the droplet \(droplet) with \(tag)"
        )
        do throws(DigitalOceanError) {
            _ = try await client.send(call)
        } catch {
            // The tag itself was not created, although the create call named it; or the droplet is not known there yet.
            guard error.status == 404 || error.status == 422 else { throw error }
            try await DigitalOceanTag.ensure(tag, client)
            try await addAgain(call)
        }
    }

    private func addAgain(_ call: DigitalOceanCall) async throws(DigitalOceanError) {
        do throws(DigitalOceanError) {
            _ = try await client.send(call)
        } catch {
            guard error.status == 404 || error.status == 422 else { throw error }
            throw DigitalOceanError(
                ProviderError(
                    .transient(retryAfter: nil),
                    error.providerError.message,
                    requestID: error.providerError.requestID
                )
            )
        }
    }
}

/// Ensures that a tag exists.
enum DigitalOceanTag {
    /// Creating a tag again usually does nothing; if the API refuses, the tag is looked up.
    static func ensure(_ tag: String, _ client: DigitalOceanClient) async throws(DigitalOceanError) {
        let call = DigitalOceanCall(
            method: .post,
            path: ["tags"],
            body: try DigitalOceanProvider.json(DigitalOceanAPI.TagCreation(name: tag)),
            callClass: .create,
            purpose: "create the tag \(tag)"
        )
        do throws(DigitalOceanError) {
            _ = try await client.send(call)
        } catch {
            guard [400, 409, 422].contains(error.status), try await exists(tag, client) else { throw error }
        }
    }

    private static func exists(_ tag: String, _ client: DigitalOceanClient) async throws(DigitalOceanError) -> Bool {
        let call = DigitalOceanCall(
            method: .get,
            path: ["tags", tag],
            callClass: .create,
            purpose: "look up the tag \(tag)"
        )
        do throws(DigitalOceanError) {
            _ = try await client.send(call)
            return true
        } catch {
            guard error.status == 404 else { throw error }
            return false
        }
    }
}
