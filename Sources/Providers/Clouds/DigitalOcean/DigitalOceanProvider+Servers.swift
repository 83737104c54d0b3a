import Synchronization
package import Workspaces

extension DigitalOceanProvider {
    /// Sends exactly one create call; see ``ServerProvider/createServer(_:userData:)``.
    package func createServer(
        _ intent: ServerIntent,
        userData: Secret<String>
    ) async throws(ProviderError) -> ServerReference {
        try DigitalOceanNames.check(intent, userData: userData.reveal())
        let fingerprint = try await registeredKey(intent.authorizedKey)
        do throws(DigitalOceanError) {
            let creation = creation(intent, userData: userData, fingerprint: fingerprint)
            let call = DigitalOceanCall(
                method: .post,
                path: ["droplets"],
                body: try Self.json(creation),
                callClass: .create,
                effect: .createsServer,
                purpose: "create the droplet \(intent.name)"
            )
            let created = try await client.send(call, as: DigitalOceanAPI.DropletCreated.self)
            let now = client.clock.monotonic()
            polls.withLock { $0.made(created.droplet.id, at: now) }
            return ServerReference(
                id: String(created.droplet.id),
                name: intent.name,
                createActionID: created.createAction.map { String($0) }
            )
        } catch {
            // One reason for 422 is that the key has left the account: check again next time.
            if error.status == 422 { keys.forget(fingerprint) }
            throw error.providerError
        }
    }

    /// All pages of the list by name; see ``ServerProvider/servers(named:)``.
    package func servers(named name: String) async throws(ProviderError) -> [Server] {
        try await outward { () async throws(DigitalOceanError) in
            try await droplets(named: name, callClass: .create)
        }
        .map(\.server)
    }

    /// The droplets with exactly this name, oldest first. The API's filter ignores case.
    func droplets(
        named name: String,
        callClass: APIBudgetCallClass
    ) async throws(DigitalOceanError) -> [DigitalOceanAPI.Droplet] {
        let call = DigitalOceanCall(
            method: .get,
            path: ["droplets"],
            query: [("name", name)],
            callClass: callClass,
            purpose: "list the droplets named \(name)"
        )
        let all = try await client.list(call, as: DigitalOceanAPI.DropletPage.self)
        return Self.oldestFirst(all.filter { $0.name == name })
    }

    static func droplets(
        tagged tag: String,
        callClass: APIBudgetCallClass,
        isShared: Bool = false,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) -> [DigitalOceanAPI.Droplet] {
        let call = DigitalOceanCall(
            method: .get,
            path: ["droplets"],
            query: [("tag_name", tag)],
            callClass: callClass,
            isShared: isShared,
            purpose: "list the droplets with the tag \(tag)"
        )
        return try await client.list(call, as: DigitalOceanAPI.DropletPage.self)
    }

    /// Each once, because the list may change between its pages.
    static func oldestFirst(_ droplets: [DigitalOceanAPI.Droplet]) -> [DigitalOceanAPI.Droplet] {
        let unique = Dictionary(droplets.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last }).values
        return unique.sorted { left, right in
            let times = (left.server.createdAt, right.server.createdAt)
            return times.0 != times.1 ? times.0 < times.1 : left.id < right.id
        }
    }

    private func creation(
        _ intent: ServerIntent,
        userData: Secret<String>,
        fingerprint: String
    ) -> DigitalOceanAPI.DropletCreation {
        DigitalOceanAPI.DropletCreation(
            name: intent.name,
            region: intent.plan.region,
            size: intent.plan.size,
            image: DigitalOceanAPI.DropletCreation.Image(intent.plan.image),
            sshKeys: [fingerprint],
            tags: wantedTags(intent.tags),
            userData: userData.reveal(),
            backups: configuration.backups,
            ipv6: configuration.ipv6,
            monitoring: configuration.monitoring,
            withDropletAgent: false,
            vpcUUID: configuration.vpcUUID
        )
    }
}

extension DigitalOceanProvider {
    /// Requests that a droplet be switched on unless it runs; see ``ServerProvider/powerOn(_:)``.
    package func powerOn(_ reference: ServerReference) async throws(ProviderError) {
        let id = try Self.number(reference.id)
        try await outward { () async throws(DigitalOceanError) in
            guard let droplet = try await droplet(id, callClass: .create), droplet.status == "off" else { return }
            let call = DigitalOceanCall(
                method: .post,
                path: ["droplets", String(id), "actions"],
                body: try Self.json(["type": "power_on"]),
                callClass: .create,
                purpose: "switch on the droplet \(id)"
            )
            _ = try await client.send(call)
        }
    }
}
