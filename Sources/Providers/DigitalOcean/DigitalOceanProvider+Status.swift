extension DigitalOceanProvider {
    /// One list by tag for all who ask within two seconds; see ``ServerProvider/status(of:)``.
    public func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus {
        guard let id = Int64(reference.id) else {
            throw ProviderError(.permanent, "\"\(reference.id)\" is no droplet's number.")
        }
        return try await outward { () async throws(DigitalOceanError) in
            let tag = configuration.installationTag
            let listed = try await droplets.value(for: tag) { [client] () async throws(DigitalOceanError) in
                let droplets = try await Self.droplets(tagged: tag, callClass: .poll, client)
                return Dictionary(droplets.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
            }
            if let droplet = listed[id] { return Self.status(of: droplet) }
            return try await statusOfUnlisted(id, reference)
        }
    }

    /// A droplet can be missing in the list because its tag or the list lags behind, because it could not be placed,
    /// or because it was removed. Soon after the create call even a look by number finds nothing: its action decides.
    private func statusOfUnlisted(
        _ id: Int64,
        _ reference: ServerReference
    ) async throws(DigitalOceanError) -> ServerStatus {
        if let action = reference.createActionID {
            switch try await actionStatus(action) {
            case "in-progress": return .pending
            case "errored":
                return .failed(
                    reason: "DigitalOcean could not create the droplet \(reference.name) (action \(action))."
                )
            default: break
            }
        }
        guard let droplet = try await droplet(id, callClass: .poll) else { return .absent }
        return Self.status(of: droplet)
    }

    /// The droplet; nil when there is none.
    func droplet(
        _ id: Int64,
        callClass: APIBudgetCallClass
    ) async throws(DigitalOceanError) -> DigitalOceanAPI.Droplet? {
        let call = DigitalOceanCall(
            method: .get,
            path: ["droplets", String(id)],
            callClass: callClass,
            purpose: "look up the droplet \(id)"
        )
        do throws(DigitalOceanError) {
            return try await client.send(call, as: DigitalOceanAPI.DropletReply.self).droplet
        } catch {
            guard error.status == 404 else { throw error }
            return nil
        }
    }

    /// The action's status; nil when it is not known any more.
    private func actionStatus(_ id: String) async throws(DigitalOceanError) -> String? {
        let call = DigitalOceanCall(
            method: .get,
            path: ["actions", id],
            callClass: .poll,
            purpose: "look up the action \(id)"
        )
        do throws(DigitalOceanError) {
            return try await client.send(call, as: DigitalOceanAPI.ActionReply.self).action.status
        } catch {
            guard error.status == 404 else { throw error }
            return nil
        }
    }

    private static func status(of droplet: DigitalOceanAPI.Droplet) -> ServerStatus {
        let server = droplet.server
        switch droplet.status {
        // An active droplet may be readable before its addresses are.
        case "active": return server.ipv4 == nil ? .pending : .active(server)
        case "off", "archive": return .off(server)
        default: return .pending
        }
    }
}
