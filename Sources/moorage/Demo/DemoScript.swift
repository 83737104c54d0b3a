import Curl
import Database
import Postgres
import Providers
import SSH
import Workspaces

/// What the demo does and shows, step by step.
struct DemoScript: Sendable {
    let world: DemoWorld

    private static let owner = "owner@example.com"
    private static let follow = Duration.milliseconds(250)

    /// Plays the demo.
    ///
    /// - Returns: whether both workspaces answered over HTTP.
    func play(within patience: Duration) async throws -> Bool {
        try await world.addDomain()
        try await registerMetal()
        let workspaces = try await enqueue()
        let started = ContinuousClock.now
        try await showLogs(of: workspaces, until: started + patience)
        let hasAnswered = try await showEndpoints(of: workspaces)
        showAround(workspaces)
        return hasAnswered
    }

    private func registerMetal() async throws {
        Terminal.line("Booting a bare-metal machine …")
        let metal = try await world.bootMetal()
        Terminal.line("$ moorage host add \(metal.address) --fingerprint \(metal.hostKey.fingerprint) --shared")
        let registration = try await HostRegistrar(connector: SSHHostConnector()).register(
            HostRegistrationRequest(
                address: metal.address,
                port: Port(rawValue: 22),
                user: "root",
                fingerprint: metal.hostKey.fingerprint,
                operatorKey: metal.operatorKey,
                daemonKey: world.installation.daemonKey
            )
        )
        for verdict in registration.verdicts {
            Terminal.line("  \(verdict.passed ? "ok  " : "FAIL") \(verdict.evidence)")
        }
        guard registration.isAccepted else { throw CommandFailure("The bare-metal machine was refused.") }
        let capacity = HostCapacity.of(registration.facts)
        let id = try await HostDirectory(pool: world.database.pool).add(
            address: metal.address,
            port: Port(rawValue: 22),
            user: "root",
            registration: registration,
            capacity: capacity,
            tenancy: .shared
        )
        Terminal.line("  Host \(id) is registered with \(capacity.vcpu) vcpu and \(capacity.ramGB) GB of memory.")
    }

    private func enqueue() async throws -> [WorkspaceSummary] {
        let pool = world.database.pool
        try await pool.query(
            """
            INSERT INTO meta_users (email, username, hashed_password) VALUES (\(Self.owner), 'owner', '!')
            """
        )
        Terminal.line("Two rows are all it takes:")
        for (name, type) in [("Cloud demo", "cloud"), ("Metal demo", "bare_metal")] {
            Terminal.line(
                "  INSERT INTO workspaces (name, owner_id, deployment_type) VALUES ('\(name)', 1, '\(type)');"
            )
            try await pool.query(
                """
                INSERT INTO workspaces (name, owner_id, deployment_type)
                SELECT \(name), id, \(type) FROM meta_users WHERE email = \(Self.owner)
                """
            )
        }
        return try await WorkspaceDirectory(pool: pool).list().reversed()
    }

    private func showLogs(of workspaces: [WorkspaceSummary], until deadline: ContinuousClock.Instant) async throws {
        let reader = ProvisioningLogReader(pool: world.database.pool)
        let directory = WorkspaceDirectory(pool: world.database.pool)
        var last: [WorkspaceNumber: Int64] = [:]
        while ContinuousClock.now < deadline {
            let present = try await directory.list()
            for workspace in workspaces {
                var printer = LogPrinter(isJSON: false, showsDebug: false)
                printer.prefix = "\(workspace.workspaceID)  "
                let entries = try await reader.read(workspace.number, after: last[workspace.number] ?? 0)
                for entry in entries { try printer.print(entry) }
                last[workspace.number] = entries.last?.number ?? last[workspace.number]
            }
            LogPrinter(isJSON: false, showsDebug: false).showProgress(present.first { $0.operation != nil })
            if present.allSatisfy({ $0.operation == nil && ["active", "failed"].contains($0.status) }) { return }
            try await Task.sleep(for: Self.follow)
        }
        throw CommandFailure("The workspaces did not come up in time.")
    }

    private func showEndpoints(of workspaces: [WorkspaceSummary]) async throws -> Bool {
        var table = Table("WORKSPACE", "TYPE", "STATUS", "ENDPOINT", "ADDRESS", "PORTS", "ANSWER")
        var hasAnswered = true
        for workspace in try await WorkspaceDirectory(pool: world.database.pool).list().reversed() {
            let answer = await self.answer(of: workspace)
            hasAnswered = hasAnswered && answer.isWell
            let ports = workspace.ports.sorted { $0.value < $1.value }.map { "\($0.key) \($0.value)" }
            table.append(
                workspace.workspaceID,
                workspace.deploymentType,
                workspace.status,
                workspace.instanceURL,
                workspace.ipAddress ?? "-",
                ports.joined(separator: ", "),
                answer.text
            )
        }
        Terminal.line("")
        table.lines.forEach(Terminal.line)
        return hasAnswered
    }

    /// Calls the endpoint as a browser would: TLS verified against the workspace's own self-signed certificate, which
    /// is read over SSH, because no public authority signs for workspaces.test.
    private func answer(of workspace: WorkspaceSummary) async -> (isWell: Bool, text: String) {
        do {
            let certificate = try await fetchCertificate(of: workspace)
            let response = try await world.curl.execute(
                CurlRequest(
                    .get,
                    "\(workspace.instanceURL)/health/",
                    certificateAuthorityFile: certificate,
                    connectTo: CurlEndpoint(host: workspace.ipAddress ?? "", port: 443)
                )
            )
            let body = String(decoding: response.body.prefix(200), as: UTF8.self)
            return (response.status == 200, "\(response.status) \(body)")
        } catch {
            return (false, "\(error)")
        }
    }

    private func fetchCertificate(of workspace: WorkspaceSummary) async throws -> String {
        let host = try await HostDirectory(pool: world.database.pool).list().first {
            $0.workspaces.contains(workspace.workspaceID)
        }
        guard let host, let address = host.address,
            let pin = HostKeyPin(keyType: .ed25519, fingerprint: host.fingerprint)
        else { throw CommandFailure("No host has the workspace \(workspace.workspaceID).") }
        let session = try await SSHSession.connect(
            SSHConfiguration(
                address: address,
                port: UInt16(host.sshPort),
                user: host.sshUser,
                hostKeyPins: [pin],
                privateKey: world.installation.daemonKey.privateKey
            )
        )
        let path = "/etc/moorage/workspaces/\(workspace.workspaceID)/tls/certificate.pem"
        let bytes = try await session.read(path, from: 0, limit: 65_536, timeout: .seconds(10))
        await session.close()
        return try world.keep(bytes, named: "\(workspace.workspaceID).pem")
    }

    private func showAround(_ workspaces: [WorkspaceSummary]) {
        Terminal.line("")
        Terminal.line("Look around while it runs (make demo DEMO_FLAGS=--keep):")
        Terminal.line("  database   psql '\(world.settings.databaseURL ?? "")'")
        if let first = workspaces.first {
            Terminal.line(
                "  logs       DATABASE_URL='\(world.settings.databaseURL ?? "")' moorage logs \(first.workspaceID)"
            )
        }
        Terminal.line("  machines   moorage lab list --state-folder \(world.folder)/lab")
        Terminal.line("")
    }
}
