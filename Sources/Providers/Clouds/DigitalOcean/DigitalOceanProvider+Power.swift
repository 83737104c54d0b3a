extension DigitalOceanProvider {
    /// Asks for a droplet to be switched on unless it runs; see ``ServerProvider/powerOn(_:)``.
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
