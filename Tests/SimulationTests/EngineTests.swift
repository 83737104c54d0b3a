import Logging
import Providers
import SSH
import Services
import TestSupport
import Testing
import Workspaces

@testable import Orchestrator

/// Defects of the engine that histories have found, each alone.
@Suite struct EngineTests {
    private static let key = SSHKeyPair.generate(comment: "test")

    private static func runner(
        _ store: any OperationStore,
        _ provider: any ServerProvider,
        hosts: FakeHosts = FakeHosts()
    ) -> EffectRunner {
        EffectRunner(
            store: store,
            provider: provider,
            connector: hosts,
            bundles: PlainBundles(),
            identity: DaemonIdentity(
                installation: "test01",
                privateKey: key.privateKey,
                publicKey: key.publicKey.line,
                sshPort: Port(rawValue: 22)
            )
        )
    }

    /// A store with one workspace whose operation is claimed.
    private func claimed(
        _ type: DeploymentType,
        lease: Duration = .seconds(600)
    ) async throws -> (InMemoryOperationStore, ClaimedOperation) {
        let database = InMemoryDatabase { Timestamp(microseconds: 1_800_000_000_000_000) }
        database.insert(
            WorkspaceRow(
                number: WorkspaceNumber(rawValue: 1),
                workspaceID: "ws7x2k4",
                name: "Test",
                owner: 1,
                deploymentType: type.rawValue,
                region: "nyc3",
                vcpu: 2,
                ramGB: 4,
                storageGB: 50,
                tier: "starter",
                configuration: nil
            )
        )
        let store = InMemoryOperationStore(database: database, daemon: "first")
        #expect(try await store.takeRequests(limit: 1) == 1)
        return (store, try #require(try await store.claim(limit: 1, lease: lease).first))
    }

    @Test(.timeLimit(.minutes(15)))
    func `a cancelled task ends although no reason was given yet`() async throws {
        let (store, operation) = try await claimed(.cloud)
        let task = OperationTask(
            runner: Self.runner(store, FakeServerProvider()),
            policy: OperationPolicy(domain: "workspaces.test"),
            control: OperationControl(term: .hour),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        var planning = operation
        planning.state = .building(.planningServer)
        planning.effect = .planServer(
            ServerRequest(resources: operation.workspace.resources, region: operation.workspace.region)
        )
        await withTaskGroup(of: Void.self) { [planning] group in
            group.cancelAll()
            group.addTask { await task.run(planning) }
        }
        #expect(store.database.picture(of: operation.workspace.number).operation?.sequence == 0)
    }

    @Test func `every secret of every service is removed from a host's output`() async throws {
        let secret = ServiceSecret("made_up_token")
        let check = HealthCheck(.http, on: nil, path: "/", header: "x-token", secret: secret)
        let madeUp = WorkspaceService("made-up", title: "Made-up", checks: [check], files: [])
        let secrets = WorkspaceSecrets.generate(for: WorkspaceService.all + [madeUp])
        let known = WorkspaceService.all.flatMap(\.secrets) + [secret]
        let values = try known.map { try #require(secrets[$0]).reveal() }

        let (store, operation) = try await claimed(.bareMetal)
        _ = try await store.workspaceSecrets(
            of: operation.workspace.number,
            holder: operation.holder,
            mint: try secrets.encoded()
        )
        let host = store.database.addHost(
            address: "203.0.113.9",
            port: Port(rawValue: 22),
            pin: Self.key.publicKey.pin,
            capacity: Resources(vcpu: 8, ramGB: 16, storageGB: 100),
            owner: nil
        )
        let hosts = FakeHosts()
        await hosts.setHealth(
            values.map { ServiceHealth(service: "made-up", port: nil, healthy: false, detail: "refused \($0)!") }
        )
        let event = try await Self.runner(store, FakeServerProvider(), hosts: hosts)
            .perform(.verify(host), for: operation, sessions: HostSessions(connector: hosts))
        guard case .verified(let health) = event else {
            Issue.record("not verified: \(event)")
            return
        }
        #expect(health.count == 7)
        #expect(health.allSatisfy { $0.detail == "refused ***!" })
    }

    @Test func `a drain does not forget that the answer to a create call got lost`() async throws {
        var (store, operation) = try await claimed(.cloud)
        let plan = ServerPlan(size: "s", region: "nyc3", image: "i", monthlyCostCents: 1, hourlyCostMicros: 1)
        let intent = ServerIntent(name: "adim-x", tags: [], plan: plan, authorizedKey: Self.key.publicKey.line)
        let block = try #require(PortBlockSample.block)
        let host = HostID(rawValue: 1)
        operation.state = .making(Site(host: host, block: block, server: .init(intent: intent)), .creating)
        operation.effect = .createServer(intent, host)
        operation.wasCutOff = true
        let control = OperationControl(term: .hour)
        control.interrupt(.drain)
        let task = OperationTask(
            runner: Self.runner(store, FakeServerProvider()),
            policy: OperationPolicy(domain: "workspaces.test"),
            control: control,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        await task.run(operation)
        let stored = store.database.picture(of: operation.workspace.number).operation
        #expect(stored?.step == .resolveServer)
        #expect(stored?.leaseOwner == nil)
    }

    @Test func `a daemon that was replaced does not send a create call`() async throws {
        let (store, late) = try await claimed(.cloud, lease: .zero)
        let plan = ServerPlan(size: "s", region: "nyc3", image: "i", monthlyCostCents: 1, hourlyCostMicros: 1)
        let intent = ServerIntent(name: "adim-x", tags: [], plan: plan, authorizedKey: Self.key.publicKey.line)
        let draft = ServerDraft(
            intent: intent,
            hostKeyPin: Self.key.publicKey.pin,
            hostKey: Secret(Self.key.privateKey.reveal()),
            sshPort: Port(rawValue: 22)
        )
        let site = try #require(try await store.intendServer(draft, for: late))
        let provider = FakeServerProvider()
        let runner = Self.runner(store, provider)
        let current = try #require(try await store.claim(limit: 1, lease: .seconds(600)).first)
        let refusal = await #expect(throws: StoreError.self) {
            try await runner.perform(
                .createServer(intent, site.host),
                for: late,
                sessions: HostSessions(connector: FakeHosts())
            )
        }
        #expect(refusal?.code == .fenced)
        #expect(await provider.createdCount == 0)
        let event = try await runner.perform(
            .createServer(intent, site.host),
            for: current,
            sessions: HostSessions(connector: FakeHosts())
        )
        guard case .serverCreated = event else { return #expect(Bool(false), "\(event)") }
        #expect(await provider.createdCount == 1)
    }

    @Test(arguments: [
        OperationEffect.destroyServers(name: "adim-x", id: nil), .withdrawAddress(name: "ws7x2k4.workspaces.test"),
        .publishAddress(AddressRecord(name: "ws7x2k4.workspaces.test", ipv4: "192.0.2.9", ipv6: nil)),
    ])
    func `a daemon that was replaced removes nothing and writes no record`(effect: OperationEffect) async throws {
        let (store, late) = try await claimed(.cloud, lease: .zero)
        let provider = FakeServerProvider()
        await provider.makeStray(named: "adim-x", id: "7001")
        _ = try #require(try await store.claim(limit: 1, lease: .seconds(600)).first)
        let refusal = await #expect(throws: StoreError.self) {
            try await Self.runner(store, provider).perform(
                effect,
                for: late,
                sessions: HostSessions(connector: FakeHosts())
            )
        }
        #expect(refusal?.code == .fenced)
        #expect(await provider.existing.map(\.id) == ["7001"])
        #expect(await provider.records.isEmpty)
    }

    @Test(arguments: [nil, true] as [Bool?])
    func `a refused token delays only a record that was written`(hasRecord: Bool?) async throws {
        var (store, operation) = try await claimed(.bareMetal)
        var site = Site(
            host: HostID(rawValue: 1),
            block: try #require(PortBlockSample.block),
            address: "192.0.2.9"
        )
        site.hasRecord = hasRecord
        operation.state = .tearingDown(Teardown(reason: .decommission, site: site), .withdrawing)
        let event = try await Self.runner(store, RefusingProvider()).perform(
            .withdrawAddress(name: "ws7x2k4.workspaces.test"),
            for: operation,
            sessions: HostSessions(connector: FakeHosts())
        )
        if hasRecord == true {
            guard case .failed(let failure) = event else { return #expect(Bool(false), "\(event)") }
            #expect(failure.disposition == .waitForOperator(.credentials))
        } else {
            #expect(event == .addressWithdrawn)
        }
    }
}
