import Orchestrator
import Providers
import Testing
import Workspaces

@Suite("The way to an active workspace and back")
struct HappyPathTests {
    private static let toCloud: [OperationEvent] = [
        .started, .serverPlanned(Sample.plan), .serverIntended(Sample.intended), .serverPrepared,
        .serverCreated(Sample.reference), .serverStatus(.pending), .serverStatus(.active(Sample.server)),
    ]
    private static let onHost: [OperationEvent] = [
        .connected, .inspected(Sample.facts()), .installed(playbooks: Sample.digest, bundle: Sample.digest),
        .runStarted(.running), Sample.progress(.running, offset: 40), Sample.progress(.finished(exitCode: 0)),
        .addressPublished(.published), Sample.health(true),
    ]

    @Test("a cloud provision goes through its steps in order and ends active")
    func cloud() throws {
        var operation = DrivenOperation(.provision, .cloud)
        let transitions = try (Self.toCloud + Self.onHost).map { try operation.send($0) }
        #expect(
            steps(of: transitions) == OperationKind.provision.steps(on: .cloud).dropFirst() + [.finish]
        )
        #expect(operation.state == .finished(.succeeded))
        #expect(operation.effect == nil)
        let projection = try #require(transitions.last?.projection)
        #expect(projection.status == "active")
        #expect(projection.ipAddress == "192.0.2.7")
        #expect(projection.instanceURL == "https://ws7x2k4.workspaces.test")
        #expect(projection.setsProvisionedAt == true)
        #expect(operation.site == Sample.published(Sample.reachable))
        #expect(transitions.allSatisfy { $0.delay == .zero && $0.attempt == 0 })
    }

    @Test("the provider's id is recorded as soon as it is known")
    func records() throws {
        var operation = DrivenOperation(.provision, .cloud)
        let transitions = try Self.toCloud.map { try operation.send($0) }
        #expect(transitions[4].records == [.serverCreated(name: Sample.intent.name, id: "1001")])
        #expect(transitions[4].projection?.serverID == "1001")
        #expect(transitions[4].projection?.monthlyCostCents == 2400)
        #expect(transitions[6].records == [.hostAddress(Sample.host, address: "192.0.2.7")])
        #expect(transitions[6].effect == .connect(Sample.host, rotatesHostKey: true))
    }

    @Test("a bare-metal provision goes through its steps in order, and no host key is replaced")
    func bareMetal() throws {
        var operation = DrivenOperation(.provision, .bareMetal)
        let transitions = try ([.started, .placed(Sample.placed)] + Self.onHost).map { try operation.send($0) }
        #expect(
            steps(of: transitions) == OperationKind.provision.steps(on: .bareMetal).dropFirst() + [
                .finish
            ]
        )
        #expect(transitions[1].effect == .connect(Sample.host, rotatesHostKey: false))
        #expect(transitions[1].projection?.status == "provisioning")
        #expect(operation.state == .finished(.succeeded))
        #expect(operation.site == Sample.published(Sample.placed))
    }

    @Test("reading a run's events continues where it stopped")
    func offset() throws {
        var operation = DrivenOperation(
            .provision,
            .bareMetal,
            at: .settingUp(Sample.placed, .converging(Sample.run()))
        )
        let transition = try operation.send(Sample.progress(.running, offset: 4711))
        #expect(transition.effect == .followRun(Sample.run().hostRun, Sample.host, from: 4711))
    }

    @Test("a decommission of a droplet withdraws its name before the droplet is destroyed")
    func removeCloud() throws {
        var operation = DrivenOperation(.decommission, .cloud, known: Sample.installed(Sample.reachable))
        let transitions = try [
            .started, .addressWithdrawn, .serversDestroyed(false), .serversDestroyed(true), .released,
        ]
        .map { (event: OperationEvent) in try operation.send(event) }
        #expect(steps(of: transitions) == [.withdrawAddress, .destroyServer, .release, .finish])
        #expect(transitions[1].effect == .destroyServers(name: Sample.intent.name, id: "1001"))
        #expect(transitions[2].delay > .zero)
        #expect(transitions[2].waitingOn?.nextCheckAt == operation.now + transitions[2].delay)
        #expect(transitions[3].records == [.serverGone(name: Sample.intent.name)])
        expectCleared(transitions.last?.projection, status: "decommissioned")
        #expect(transitions.last?.projection?.setsDecommissionedAt == true)
        #expect(transitions.last?.outcome == .succeeded)
        #expect(operation.site == nil)
    }

    @Test("a decommission on a shared host removes the workspace from it by a playbook")
    func removeBareMetal() throws {
        var operation = DrivenOperation(.decommission, .bareMetal, known: Sample.installed(Sample.placed))
        let transitions = try [
            .started, .installed(playbooks: Sample.digest, bundle: Sample.digest), .runStarted(.running),
            Sample.progress(.running), Sample.progress(.finished(exitCode: 0)), .addressWithdrawn, .released,
        ].map { (event: OperationEvent) in try operation.send(event) }
        #expect(steps(of: transitions) == [.removeWorkspace, .withdrawAddress, .release, .finish])
        guard case .startRun(let run, Sample.host) = transitions[1].effect else {
            Issue.record("no run: \(String(describing: transitions[1].effect))")
            return
        }
        #expect(run.playbook == "decommission_workspace.yml")
        #expect(transitions.last?.outcome == .succeeded)
    }

    @Test("a decommission of a workspace without a place releases its possible remains")
    func removeNothing() throws {
        var operation = DrivenOperation(.decommission, .cloud)
        #expect(try operation.send(.started).effect == .release)
        #expect(try operation.send(.released).outcome == .succeeded)
    }

    @Test("each step is logged at its start with its position, and at its end with its duration")
    func log() throws {
        var operation = DrivenOperation(.provision, .cloud)
        try operation.send(.started)
        operation.now = operation.now + .milliseconds(1500)
        let lines = try operation.send(.serverPlanned(Sample.plan)).log
        #expect(lines.first?.data["duration_ms"] == 1500)
        #expect(lines.last?.data["step"] == "intend_server")
        #expect(lines.last?.data["number"] == 3)
        #expect(lines.last?.data["of"] == 12)
    }

    private func steps(of transitions: [Transition]) -> [OperationStep] {
        transitions.map(\.state.step).reduce(into: []) { steps, step in
            if steps.last != step { steps.append(step) }
        }
    }

    private func expectCleared(_ projection: ProjectionChange?, status: String) {
        #expect(projection?.status == status)
        #expect(projection?.ipAddress == "")
        #expect(projection?.serverID == "")
        #expect(projection?.instanceURL == "")
        #expect(projection?.monthlyCostCents == 0)
    }
}
