import Orchestrator
import Providers
import Testing
import Workspaces

@Suite("Failures and cancels in each state")
struct FailureTests {
    @Test(
        "a permanent failure removes exactly what exists, then the workspace is failed",
        arguments: SampleState.provision
    )
    func permanent(sample: SampleState) throws {
        var operation = sample.operation
        let first = try operation.send(Sample.failure(.permanent))
        #expect(first.log.first?.level == .error)
        #expect(first.log.first?.message == "It went wrong.")
        #expect(try takeApart(&operation) == sample.teardown)
        #expect(operation.state == .finished(.failed))
        #expect(operation.log.last?.message.contains("It went wrong.") == true)
        #expect(operation.log.last?.level == .error)
        #expect(operation.site == nil)
    }

    @Test("a cancel removes exactly what exists", arguments: SampleState.provision)
    func cancelled(sample: SampleState) throws {
        var operation = sample.operation
        try operation.send(.cancelRequested)
        #expect(try takeApart(&operation) == sample.teardown)
        #expect(operation.state == .finished(.cancelled))
        #expect(operation.site == nil)
    }

    @Test(
        "a teardown never gives up, neither on a permanent failure nor on a cancel",
        arguments: SampleState.takingApart
    )
    func stubborn(sample: SampleState) throws {
        var operation = sample.operation
        operation.now = operation.now + .seconds(1_000_000)
        let failed = try operation.send(Sample.failure(.permanent))
        #expect(failed.state == sample.state)
        #expect(failed.delay > .zero)
        #expect(failed.attempt == 1)
        let effect = operation.effect
        #expect(try operation.send(.cancelRequested).state == sample.state)
        #expect(operation.effect == effect)
    }

    @Test("a repair that fails or is cancelled stops its run and removes nothing", arguments: SampleState.repair)
    func repair(sample: SampleState) throws {
        for (event, outcome) in [
            (Sample.failure(.permanent), OperationOutcome.failed), (OperationEvent.cancelRequested, .cancelled),
        ] where sample.state.teardown == nil {
            var operation = sample.operation
            try operation.send(event)
            #expect(try takeApart(&operation) == sample.teardown)
            #expect(operation.state == .finished(outcome))
            #expect(operation.site == sample.state.site)
        }
    }

    @Test("kept resources are removed when their time is over, or immediately on request")
    func kept() throws {
        for isCancelled in [true, false] {
            var operation = SampleState.kept.operation
            operation.now = operation.now + .seconds(isCancelled ? 1 : 3601)
            try operation.send(isCancelled ? .cancelRequested : .started)
            #expect(try takeApart(&operation) == [.withdrawAddress, .destroyServer, .release])
            #expect(operation.state == .finished(.failed))
        }
    }

    @Test("a cancelled request on which no work has begun ends immediately")
    func cancelledFirst() throws {
        var operation = DrivenOperation(.provision, .cloud)
        #expect(try operation.send(.cancelRequested).effect == .release)
        #expect(try operation.send(.released).outcome == .cancelled)
    }

    @Test("a teardown that is cancelled in time leaves the workspace as it was")
    func restored() throws {
        let site = Sample.installed(Sample.reachable)
        var operation = DrivenOperation(.decommission, .cloud, known: site)
        let transition = try operation.send(.cancelRequested)
        #expect(transition.outcome == .cancelled)
        #expect(transition.projection?.status == "active")
        #expect(operation.site == site)

        var failed = DrivenOperation(.decommission, .cloud)
        #expect(try failed.send(.cancelRequested).projection?.status == "failed")
    }

    @Test(
        "an event in a state that does not handle it is a defect",
        arguments: SampleState.active + SampleState.resting + [.kept]
    )
    func illegal(sample: SampleState) {
        let isOver = if case .finished = sample.state { true } else { false }
        var legal = sample.legal
        if !isOver { legal.insert("cancel_requested") }
        if !isOver, sample.state != .accepted, sample.name != "keeping" { legal.insert("failed") }
        for event in Self.events {
            #expect(accepts(sample, event) == legal.contains(event.name), "\(event.name)")
        }
    }

    @Test("an illegal event is named with its step")
    func named() {
        #expect {
            try DrivenOperation(.provision, .cloud, at: .building(.placing)).decide(.released)
        } throws: { error in
            "\(error)" == "The event released is not allowed in the step place."
        }
    }

    @Test("a state, its effect and an event come back from their stored form", arguments: SampleState.active)
    func stored(sample: SampleState) throws {
        #expect(try roundTrip(sample.state) == sample.state)
        let effect = try #require(
            try sample.operation.decide(Sample.failure(.transient(retryAfter: .seconds(3)))).effect
        )
        #expect(try roundTrip(effect) == effect)
        for event in Self.events { #expect(try roundTrip(event) == event) }
    }

    private func accepts(_ sample: SampleState, _ event: OperationEvent) -> Bool {
        do {
            _ = try sample.operation.decide(event)
            return true
        } catch {
            return false
        }
    }

    /// Lets every effect of a teardown succeed.
    private func takeApart(_ operation: inout DrivenOperation) throws -> [OperationStep] {
        var steps: [OperationStep] = []
        while let effect = operation.effect {
            if steps.last != operation.state.step { steps.append(operation.state.step) }
            operation.now = operation.now + .seconds(60)
            try operation.send(try #require(Self.success(of: effect), "\(effect.name) is no part of a teardown"))
        }
        return steps
    }

    private static func success(of effect: OperationEffect) -> OperationEvent? {
        switch effect {
        case .stopRun: .runStopped(true)
        case .install: .installed(playbooks: Sample.digest, bundle: Sample.digest)
        case .startRun: .runStarted(.running)
        case .followRun: Sample.progress(.finished(exitCode: 0))
        case .withdrawAddress: .addressWithdrawn
        case .destroyServers: .serversDestroyed(true)
        case .release: .released
        default: nil
        }
    }

    private static let events: [OperationEvent] = [
        .started, .serverPlanned(Sample.plan), .serverIntended(Sample.intended), .placed(Sample.placed),
        .noHost(reason: "none"), .serverPrepared, .serverCreated(Sample.reference), .serversFound([]),
        .serverStatus(.pending), .connected, .inspected(Sample.facts()), .portsMoved(Sample.otherBlock),
        .portsExhausted, .installed(playbooks: Sample.digest, bundle: Sample.digest), .runStarted(.running),
        Sample.progress(.running), .runStopped(true), .addressPublished(.published), Sample.health(true),
        .addressWithdrawn, .serversDestroyed(true), .released, Sample.failure(.permanent), .cancelRequested,
    ]
}
