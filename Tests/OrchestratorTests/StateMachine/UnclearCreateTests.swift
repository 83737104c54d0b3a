import Providers
import Testing
import Workspaces

@testable import Orchestrator

@Suite("A create call of unclear outcome")
struct UnclearCreateTests {
    private let window = OperationPolicy.visibilityWindow

    private func unclear() throws -> DrivenOperation {
        var operation = DrivenOperation(.provision, .cloud, at: .making(Sample.intended, .creating))
        let transition = try operation.send(Sample.failure(.outcomeUnknown))
        #expect(transition.effect == .findServers(name: Sample.intent.name))
        #expect(transition.delay == .zero)
        #expect(transition.state.site?.server?.uncertainUntil == operation.now + window)
        return operation
    }

    @Test("a droplet found with the name is adopted")
    func adopted() throws {
        var operation = try unclear()
        let transition = try operation.send(.serversFound([Sample.server]))
        let reference = ServerReference(id: "1001", name: Sample.intent.name, createActionID: nil)
        #expect(transition.effect == .awaitServer(reference))
        #expect(transition.records == [.serverCreated(name: Sample.intent.name, id: "1001")])
        #expect(transition.state.site?.server?.reference == reference)
        #expect(transition.state.site?.server?.uncertainUntil == nil)
    }

    @Test("nothing is requested again before the window is over, then with the same name")
    func againAfterWindow() throws {
        var operation = try unclear()
        let end = operation.now + window
        var looks = 0
        while operation.now < end {
            let transition = try operation.send(.serversFound([]))
            #expect(transition.effect == .findServers(name: Sample.intent.name))
            #expect(transition.delay > .zero)
            operation.now = operation.now + transition.delay
            looks += 1
        }
        #expect((6...20).contains(looks))
        let transition = try operation.send(.serversFound([]))
        #expect(transition.effect == .createServer(Sample.intent, Sample.host))
    }

    @Test("a check within the window proves nothing, however late a paused daemon reports it")
    func toldLate() throws {
        var operation = try unclear()
        operation.lookedAt = operation.now + (window - .milliseconds(1))
        operation.now = operation.now + (window + .seconds(100))
        #expect(try operation.send(.serversFound([])).effect == .findServers(name: Sample.intent.name))
        operation.lookedAt = nil
        #expect(try operation.send(.serversFound([])).effect == .createServer(Sample.intent, Sample.host))
    }

    @Test("a failed check proves nothing and is repeated")
    func failedLook() throws {
        var operation = try unclear()
        operation.now = operation.now + window + .seconds(1)
        #expect(try operation.send(Sample.failure(.transient(retryAfter: nil))).state.step == .resolveServer)
        #expect(operation.effect == .findServers(name: Sample.intent.name))
    }

    @Test("a second unclear call starts its own window")
    func twice() throws {
        var operation = try unclear()
        operation.now = operation.now + window
        try operation.send(.serversFound([]))
        operation.now = operation.now + .seconds(7)
        let transition = try operation.send(Sample.failure(.outcomeUnknown))
        #expect(transition.state.site?.server?.uncertainUntil == operation.now + window)
    }

    @Test(
        "an unclear outcome of another effect is simply retried",
        arguments: SampleState.active.filter {
            $0.name != "creatingServer"
        }
    )
    func elsewhere(sample: SampleState) throws {
        var operation = sample.operation
        #expect(try operation.send(Sample.failure(.outcomeUnknown)).state == sample.state)
        #expect(operation.attempt == 1)
    }

    @Test("a teardown stays until no droplet can appear any more", arguments: [true, false])
    func teardown(isCancelled: Bool) throws {
        var operation = DrivenOperation(.provision, .cloud, at: .making(Sample.intended, .creating))
        try operation.send(isCancelled ? .cancelRequested : Sample.failure(.permanent))
        let end = operation.now + window
        try operation.send(.addressWithdrawn)
        while operation.now < end {
            let transition = try operation.send(.serversDestroyed(true))
            #expect(transition.effect == .destroyServers(name: Sample.intent.name, id: nil))
            #expect(transition.records == [])
            operation.now = operation.now + transition.delay
        }
        #expect(try operation.send(.serversDestroyed(true)).effect == .release)
    }

    @Test("a known droplet is awaited only while it exists")
    func certain() throws {
        var operation = DrivenOperation(.provision, .cloud, at: .making(Sample.created, .awaiting))
        try operation.send(.cancelRequested)
        try operation.send(.addressWithdrawn)
        #expect(try operation.send(.serversDestroyed(true)).effect == .release)
    }

    @Test("a daemon that died in a create call leaves its outcome unclear; everything else is done again")
    func takeover() throws {
        guard
            case .failed(let failure)? = OperationTask.lostAnswer(to: .createServer(Sample.intent, Sample.host))
        else {
            Issue.record("the create call would be repeated")
            return
        }
        #expect(failure.disposition == .outcomeUnknown)
        for sample in SampleState.active where sample.name != "creatingServer" {
            let effect = try #require(try sample.operation.decide(Sample.failure(.transient(retryAfter: nil))).effect)
            #expect(OperationTask.lostAnswer(to: effect) == nil)
        }
    }

    @Test(
        "a droplet that does not come ends the provision",
        arguments: [ServerStatus.off(Sample.server), .absent]
    )
    func lost(status: ServerStatus) throws {
        var operation = DrivenOperation(.provision, .cloud, at: .making(Sample.created, .awaiting))
        #expect(try operation.send(.serverStatus(status)).state.step == .withdrawAddress)
    }

    @Test("a droplet that never becomes reachable ends the provision", arguments: [true, false])
    func pendingForever(isActive: Bool) throws {
        var operation = DrivenOperation(.provision, .cloud, at: .making(Sample.created, .awaiting))
        var nameless = Sample.server
        nameless.ipv4 = nil
        let status: ServerStatus = isActive ? .active(nameless) : .pending
        #expect(try operation.send(.serverStatus(status)).state == .making(Sample.created, .awaiting))
        operation.now = operation.now + .seconds(3601)
        #expect(try operation.send(.serverStatus(status)).state.step == .withdrawAddress)
    }
}
