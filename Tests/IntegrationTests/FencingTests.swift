import Database
import Orchestrator
import Postgres
import Providers
import SSH
import Testing
import Workspaces

/// A holder whose operation was claimed again changes nothing any more.
@Suite struct FencingTests {
    /// An operation that two daemons have claimed one after the other.
    private func withTwoClaims(
        type: String = "cloud",
        _ body: (TestWorld, _ late: ClaimedOperation, _ current: ClaimedOperation) async throws -> Void
    ) async throws {
        try await TestWorld.prepare { world in
            try await world.enqueue("ws7x2k4", type: type)
            #expect(try await world.store.takeRequests(limit: 1) == 1)
            let late = try #require(try await world.store.claim(limit: 1, lease: .zero).first)
            let current = try #require(
                try await world.secondDaemon().store.claim(limit: 1, lease: .seconds(600)).first
            )
            #expect(current.holder.epoch > late.holder.epoch)
            #expect(current.wasCutOff)
            try await body(world, late, current)
        }
    }

    @Test func `no write of the first holder takes effect after the second claim`() async throws {
        try await withTwoClaims { world, late, _ in
            let key = SSHKeyPair.generate(comment: "key")
            let draft = Self.draft(key)
            let host = try await world.addHost()
            let store = world.store
            try await expectFenced { try await store.commit(Self.start(late)) }
            try await expectFenced { _ = try await store.intendServer(draft, for: late) }
            try await expectFenced { _ = try await store.place(late) }
            try await expectFenced {
                _ = try await store.movePorts(on: host, avoiding: [], for: late)
            }
            try await expectFenced {
                _ = try await store.workspaceSecrets(
                    of: late.workspace.number,
                    holder: late.holder,
                    mint: Secret([1, 2, 3])
                )
            }
            try await expectFenced {
                try await store.saveNextHostKey(
                    Secret(key.privateKey.reveal()),
                    pin: key.publicKey.pin,
                    of: host,
                    holder: late.holder
                )
            }
            try await expectFenced {
                try await store.promoteHostKey(key.publicKey.pin, of: host, holder: late.holder)
            }
            try await expectFenced { try await store.releaseSite(of: late) }
            for table in ["transitions", "resources", "port_leases", "host_reservations", "secrets", "effects"] {
                #expect(try await world.count("moorage.\(table)") == 0, "\(table)")
            }
        }
    }

    @Test func `the first holder neither renews nor gives back what the second holds`() async throws {
        try await withTwoClaims { world, late, current in
            #expect(try await world.store.renewLeases(.seconds(600), of: [late.holder]).isEmpty)
            try await world.store.release(late.holder)
            let (owner, epoch) = try await world.pool.query("SELECT lease_owner, lease_epoch FROM moorage.operations")
                .decodeOnly((String, LeaseEpoch).self)
            #expect(owner == "second")
            #expect(epoch == current.holder.epoch)
        }
    }

    @Test func `a repeated commit counts once`() async throws {
        try await withTwoClaims { world, _, current in
            let store = try world.secondDaemon().store
            let commit = try Self.start(current)
            try await store.commit(commit)
            let logged = try await world.count("moorage.log_outbox")
            try await store.commit(commit)
            #expect(try await world.count("moorage.transitions") == 1)
            #expect(try await world.count("moorage.effects") == 1)
            #expect(try await world.count("moorage.log_outbox") == logged)
        }
    }

    @Test func `a finished operation never changes`() async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4")
            try await world.awaitStatus("active", of: "ws7x2k4")
            for statement in [
                "UPDATE moorage.operation_history SET outcome = 'failed'", "UPDATE moorage.transitions SET event = 'x'",
            ] {
                let refusal = await #expect(throws: PostgresError.self) {
                    try await world.pool.query(PostgresQuery(unescaped: statement))
                }
                #expect(refusal?.message.contains("append-only") == true, "\(statement)")
            }
            let holder = LeaseHolder(
                operation: OperationID(rawValue: 1),
                epoch: LeaseEpoch(rawValue: try await world.value("SELECT last_value FROM moorage.lease_epochs"))
            )
            try await expectFenced {
                try await world.store.promoteHostKey(
                    SSHKeyPair.generate(comment: "next").publicKey.pin,
                    of: HostID(rawValue: 1),
                    holder: holder
                )
            }
        }
    }

    private func expectFenced(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ write: () async throws -> Void
    ) async throws {
        let error = await #expect(throws: StoreError.self, sourceLocation: sourceLocation) { try await write() }
        #expect(error?.code == .fenced, sourceLocation: sourceLocation)
    }

    /// The first transition of a claimed operation.
    private static func start(_ operation: ClaimedOperation) throws -> OperationCommit {
        let context = TransitionContext(
            operation: operation.holder.operation,
            kind: operation.kind,
            workspace: operation.workspace,
            knownSite: nil,
            now: operation.claimedAt,
            lookedAt: operation.claimedAt,
            stepStartedAt: operation.stepStartedAt,
            attempt: 0,
            sequence: 1,
            waitingOn: nil,
            jitter: 0,
            policy: OperationPolicy(domain: "workspaces.test"),
            words: .digitalOcean
        )
        return OperationCommit(
            holder: operation.holder,
            workspace: operation.workspace.number,
            sequence: 1,
            from: .accepted,
            event: .started,
            transition: try OperationStateMachine(context: context).transition(from: .accepted, on: .started),
            site: nil,
            releasesLease: false
        )
    }

    private static func draft(_ key: SSHKeyPair) -> ServerDraft {
        ServerDraft(
            intent: ServerIntent(
                name: "adim-ws7x2k4-test01-g1-aaaaaa",
                tags: [],
                plan: ServerPlan(size: "s", region: "nyc3", image: "i", monthlyCostCents: 1, hourlyCostMicros: 1),
                authorizedKey: key.publicKey.line
            ),
            hostKeyPin: key.publicKey.pin,
            hostKey: Secret(key.privateKey.reveal()),
            sshPort: Port(rawValue: 22)
        )
    }
}
