import Orchestrator
import PortAllocator
import Providers
import SSH
import Workspaces

/// The tools of ``StoreConformance``: the real state machine drives an operation, and each of its transitions is
/// committed.
struct StoreTrial: Sendable {
    let subject: any StoreConformanceSubject

    static let small = Resources(vcpu: 2, ramGB: 4, storageGB: 50)
    static let policy = OperationPolicy(domain: "workspaces.test")
    static let plan = ServerPlan(
        size: "s-2vcpu-4gb",
        region: "nyc3",
        image: "i",
        monthlyCostCents: 2400,
        hourlyCostMicros: 35_710
    )
    /// Longer than any test takes.
    static let longLease = Duration.seconds(600)

    func expect(_ condition: Bool, _ what: String) throws {
        guard condition else { throw ConformanceFailure(description: "expected: \(what)") }
    }

    func required<Value>(_ value: Value?, _ what: String) throws -> Value {
        guard let value else { throw ConformanceFailure(description: "expected: \(what)") }
        return value
    }

    func expectFenced(_ what: String, _ write: () async throws -> Void) async throws {
        do {
            try await write()
        } catch let error as StoreError where error.code == .fenced {
            return
        }
        throw ConformanceFailure(description: "expected: \(what) is refused")
    }

    func store(_ daemon: String = "first") async throws -> any OperationStore {
        try await subject.store(of: daemon)
    }

    /// A row, taken as a request.
    @discardableResult
    func accept(
        _ id: String,
        _ type: DeploymentType = .cloud,
        _ resources: Resources = small
    ) async throws -> WorkspaceNumber {
        let id = try required(WorkspaceID(id), "an id")
        let number = try await subject.insert(id, type, resources)
        try expect(try await store().takeRequests(limit: 10) == 1, "one request is taken")
        return number
    }

    /// A request, taken.
    func ask(_ request: ClientRequest, for number: WorkspaceNumber) async throws {
        try await subject.request(request, for: number)
        try expect(try await store().takeRequests(limit: 10) == 1, "one request is taken")
    }

    func claim(_ daemon: String = "first", lease: Duration = longLease) async throws -> ClaimedOperation {
        let claimed = try await store(daemon).claim(limit: 1, lease: lease)
        return try required(claimed.first, "an operation is due")
    }

    /// A new row's operation, claimed.
    func begin(_ id: String, _ type: DeploymentType = .cloud) async throws -> ClaimedOperation {
        try await accept(id, type)
        return try await claim()
    }

    /// The engine's commit after an event.
    func commit(on event: OperationEvent, for operation: ClaimedOperation) throws -> OperationCommit {
        let context = TransitionContext(
            operation: operation.holder.operation,
            kind: operation.kind,
            workspace: operation.workspace,
            knownSite: operation.knownSite,
            now: operation.claimedAt,
            lookedAt: operation.claimedAt,
            stepStartedAt: operation.stepStartedAt,
            attempt: operation.attempt,
            sequence: operation.sequence + 1,
            waitingOn: operation.waitingOn,
            jitter: 0,
            policy: Self.policy,
            words: .digitalOcean
        )
        let transition = try OperationStateMachine(context: context).transition(from: operation.state, on: event)
        return OperationCommit(
            holder: operation.holder,
            workspace: operation.workspace.number,
            sequence: operation.sequence + 1,
            from: operation.state,
            event: event,
            transition: transition,
            site: transition.siteLeft(by: operation.state, known: operation.knownSite),
            releasesLease: transition.delay > .zero
        )
    }

    /// Commits the reaction to an event.
    func send(_ event: OperationEvent, to operation: inout ClaimedOperation) async throws {
        let commit = try commit(on: event, for: operation)
        try await store().commit(commit)
        operation.sequence += 1
        operation.state = commit.transition.state
        operation.effect = commit.transition.effect
        operation.attempt = commit.transition.attempt
        operation.waitingOn = commit.transition.waitingOn
    }

    func draft(
        _ id: WorkspaceID,
        _ generation: Generation = Generation(rawValue: 1),
        nonce: String = "aaaaaa"
    ) -> (ServerDraft, SSHKeyPair) {
        let key = SSHKeyPair.generate(comment: "first")
        let intent = ServerIntent(
            name: "adim-\(id)-test01-g\(generation)-\(nonce)",
            tags: ["adim-workspace"],
            plan: Self.plan,
            authorizedKey: key.publicKey.line
        )
        let draft = ServerDraft(
            intent: intent,
            hostKeyPin: key.publicKey.pin,
            hostKey: Secret(key.privateKey.reveal()),
            sshPort: Port(rawValue: 22)
        )
        return (draft, key)
    }

    /// From a claim to a written intent.
    @discardableResult
    func intend(_ operation: inout ClaimedOperation) async throws -> Site {
        try await send(.started, to: &operation)
        try await send(.serverPlanned(Self.plan), to: &operation)
        let draft = draft(operation.workspace.id, operation.generation).0
        let site = try await store().intendServer(draft, for: operation)
        let reserved = try required(site, "a site")
        try await send(.serverIntended(reserved), to: &operation)
        return reserved
    }

    /// From a claim of a bare-metal workspace to a place on a host.
    func place(_ operation: inout ClaimedOperation) async throws -> Site {
        try await send(.started, to: &operation)
        guard case .placed(let site) = try await store().place(operation) else {
            throw ConformanceFailure(description: "expected: a host has room")
        }
        try await send(.placed(site), to: &operation)
        return site
    }

    /// From a claim to an active workspace, without a machine.
    func activate(_ operation: inout ClaimedOperation) async throws {
        try await intend(&operation)
        try await send(.serverPrepared, to: &operation)
        try await send(.serverCreated(ServerReference(id: "7", name: "", createActionID: nil)), to: &operation)
        operation.state = .settingUp(try required(operation.state.site, "a site"), .verifying)
        let health = FakeHosts.services.map { ServiceHealth(service: $0, port: nil, healthy: true, detail: "200") }
        try await send(.verified(health), to: &operation)
        try expect(operation.state == .finished(.succeeded), "the workspace is active")
    }

    /// From any state of a provision without a server to its cancelled end.
    func cancel(_ operation: inout ClaimedOperation) async throws {
        try await send(.cancelRequested, to: &operation)
        if operation.state.step == .withdrawAddress { try await send(.addressWithdrawn, to: &operation) }
        if operation.state.step == .destroyServer { try await send(.serversDestroyed(true), to: &operation) }
        try await store().releaseSite(of: operation)
        try await send(.released, to: &operation)
        try expect(operation.state == .finished(.cancelled), "the operation is cancelled")
    }
}
