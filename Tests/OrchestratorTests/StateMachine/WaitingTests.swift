import Orchestrator
import Providers
import Testing
import Workspaces

@Suite("Waiting and trying again")
struct WaitingTests {
    private static let waits: [(OperationEvent, WaitingOn.Kind)] = [
        (Sample.failure(.waitForOperator(.credentials)), .credentials),
        (Sample.failure(.waitForOperator(.capacity)), .capacity),
        (Sample.failure(.waitForOperator(.disk)), .disk),
        (Sample.failure(.waitForOperator(.hostKey)), .hostKey),
        (Sample.failure(.waitForBudget(.seconds(30))), .budget),
        (.noHost(reason: "No host has room."), .host),
    ]

    private func operation(for kind: WaitingOn.Kind) -> DrivenOperation {
        switch kind {
        case .host: DrivenOperation(.provision, .bareMetal, at: .building(.placing))
        case .hostKey: DrivenOperation(.provision, .bareMetal, at: .settingUp(Sample.placed, .publishing))
        default: DrivenOperation(.provision, .cloud, at: .making(Sample.intended, .creating))
        }
    }

    @Test("a wait is reported once, says what it waits for, and is not an attempt", arguments: waits)
    func wait(event: OperationEvent, kind: WaitingOn.Kind) throws {
        var operation = operation(for: kind)
        let state = operation.state
        let since = operation.now
        var told: [LogLine] = []
        for round in 0..<500 {
            let transition = try operation.send(event)
            #expect(transition.state == state)
            #expect(transition.attempt == 0)
            if round == 0 { #expect(transition.log.count == 1) }
            told += transition.log
            #expect(transition.waitingOn?.kind == kind)
            #expect(transition.waitingOn?.since == since)
            #expect(transition.waitingOn?.nextCheckAt == operation.now + transition.delay)
            #expect(transition.waitingOn?.unblock.isEmpty == false)
            #expect(transition.delay > .zero)
            operation.now = operation.now + transition.delay
        }
        #expect(told.count { !$0.message.contains("still in progress") } == 1)
        #expect(told.dropFirst().allSatisfy { $0.message.contains("still in progress") })
    }

    @Test("no wait, however long, uses up the step's deadline", arguments: waits)
    func noDeadline(event: OperationEvent, kind: WaitingOn.Kind) throws {
        var operation = operation(for: kind)
        let state = operation.state
        try operation.send(event)
        operation.now = operation.now + .seconds(1_000_000)
        #expect(try operation.send(event).state == state)
        operation.now = operation.now + .seconds(15)
        #expect(try operation.send(Sample.failure(.transient(retryAfter: nil))).state == state)
        #expect(operation.attempt == 1)
        operation.now = operation.now + .seconds(901)
        #expect(try operation.send(Sample.failure(.transient(retryAfter: nil))).state != state)
    }

    @Test("a changed key quarantines a registered host; a droplet is tried again, because nobody can confirm its key")
    func changedHostKey() throws {
        let event = Sample.failure(.waitForOperator(.hostKey))
        var metal = DrivenOperation(.provision, .bareMetal, at: .settingUp(Sample.placed, .publishing))
        #expect(try metal.send(event).records == [.hostQuarantined(Sample.host)])
        var cloud = DrivenOperation(.provision, .cloud, at: .settingUp(Sample.reachable, .connecting))
        let transition = try cloud.send(event)
        #expect(transition.waitingOn?.kind == .retry)
        #expect(transition.records.isEmpty)
    }

    @Test("a booting droplet may still be queried after a long wait for a token")
    func waitWhileBooting() throws {
        var operation = DrivenOperation(.provision, .cloud, at: .making(Sample.created, .awaiting))
        try operation.send(Sample.failure(.waitForOperator(.credentials)))
        operation.now = operation.now + .seconds(86_400)
        #expect(try operation.send(.serverStatus(.pending)).state == .making(Sample.created, .awaiting))
        #expect(operation.waitingOn?.kind == .step)
        try operation.send(.serverStatus(.pending))
        operation.now = operation.now + .seconds(3601)
        #expect(try operation.send(.serverStatus(.pending)).state.step == .withdrawAddress)
    }

    @Test(
        "once it continues, nothing reports a wait or a retry",
        arguments: waits.dropLast() + [
            (Sample.failure(.transient(retryAfter: nil)), .retry)
        ]
    )
    func over(event: OperationEvent, kind: WaitingOn.Kind) throws {
        var operation = DrivenOperation(
            .provision,
            .bareMetal,
            at: .settingUp(Sample.placed, .converging(Sample.run()))
        )
        try operation.send(event)
        #expect(operation.waitingOn?.kind == kind)
        try operation.send(Sample.progress(.running))
        #expect(operation.waitingOn?.kind == .step)
    }

    @Test("a repeated wait is reported again")
    func toldAgain() throws {
        var operation = DrivenOperation(
            .provision,
            .bareMetal,
            at: .settingUp(Sample.placed, .converging(Sample.run()))
        )
        let event = Sample.failure(.waitForOperator(.hostKey))
        #expect(try operation.send(event).log.count == 1)
        try operation.send(Sample.progress(.running))
        #expect(try operation.send(event).log.count == 1)
    }

    @Test("bare metal without a host is pending_registration, and provisioning again once it has one")
    func host() throws {
        var operation = DrivenOperation(.provision, .bareMetal, at: .building(.placing))
        #expect(try operation.send(.noHost(reason: "none")).projection?.status == "pending_registration")
        #expect(try operation.send(.placed(Sample.placed)).projection?.status == "provisioning")
    }

    @Test("an hour that the budget requires is waited for")
    func budget() throws {
        var operation = DrivenOperation(.provision, .cloud, at: .building(.planningServer))
        #expect(try operation.send(Sample.failure(.waitForBudget(.seconds(3600)))).delay == .seconds(3600))
        #expect(try operation.send(Sample.failure(.waitForBudget(.zero))).delay > .zero)
    }

    @Test("the pause grows, is spread, and has a maximum")
    func backoff() throws {
        var delays: [[Duration]] = []
        for jitter in [0, 0.5, 0.999] {
            var operation = DrivenOperation(
                .decommission,
                .cloud,
                at: .tearingDown(Teardown(reason: .decommission, site: nil), .withdrawing)
            )
            operation.jitter = jitter
            delays.append(
                try (0..<12).map { _ in try operation.send(Sample.failure(.transient(retryAfter: nil))).delay }
            )
            #expect(operation.attempt == 12)
        }
        #expect(
            delays[1].prefix(6) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16), .seconds(32)]
        )
        #expect(delays[1].suffix(6).allSatisfy { $0 == .seconds(60) })
        for (early, late) in zip(delays[0], delays[2]) {
            #expect(early < late)
            #expect(early >= .milliseconds(500))
            #expect(late <= .seconds(90))
        }
    }

    @Test("no attempt comes before the other side allows it")
    func retryAfter() throws {
        var operation = DrivenOperation(.provision, .cloud, at: .building(.planningServer))
        #expect(try operation.send(Sample.failure(.transient(retryAfter: .seconds(40)))).delay == .seconds(40))
        #expect(try operation.send(Sample.failure(.transient(retryAfter: .milliseconds(1)))).delay == .seconds(2))
    }

    @Test("attempts are reported ever more rarely, and the wait names the next one")
    func told() throws {
        var operation = DrivenOperation(
            .decommission,
            .cloud,
            at: .tearingDown(Teardown(reason: .decommission, site: nil), .withdrawing)
        )
        let told = try (1...40).filter { _ in
            try !operation.send(Sample.failure(.transient(retryAfter: nil))).log.isEmpty
        }
        #expect(told == [1, 2, 4, 8, 16, 32])
        #expect(operation.waitingOn?.kind == .retry)
        #expect(operation.log.first?.data["request_id"] == "req-1")
    }

    @Test("a step past its deadline gives up, and reports the number of attempts", arguments: SampleState.provision)
    func deadline(sample: SampleState) throws {
        var operation = sample.operation
        try operation.send(Sample.failure(.transient(retryAfter: nil)))
        #expect(operation.state == sample.state)
        operation.now = operation.now + .seconds(100_000)
        let transition = try operation.send(Sample.failure(.transient(retryAfter: nil)))
        #expect(transition.state.teardown != nil)
        #expect(transition.log.first?.message.contains("2 attempts") == true)
    }

    @Test(
        "services that do not answer yet are checked again until the deadline",
        arguments: [
            Sample.health(false), .verified([]),
        ]
    )
    func verify(event: OperationEvent) throws {
        var operation = DrivenOperation(
            .provision,
            .bareMetal,
            at: .settingUp(Sample.installed(Sample.placed), .verifying)
        )
        let transition = try operation.send(event)
        #expect(transition.effect == .verify(Sample.host))
        #expect(transition.delay > .zero)
        operation.now = operation.now + .seconds(601)
        #expect(try operation.send(event).state.teardown != nil)
    }
}
