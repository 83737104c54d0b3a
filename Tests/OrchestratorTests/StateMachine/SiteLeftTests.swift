import Providers
import Testing
import Workspaces

@testable import Orchestrator

@Suite("The place that a transition leaves")
struct SiteLeftTests {
    private static let known = Sample.installed(Sample.placed)
    private static let other = Sample.installed(Sample.reachable)

    private func left(_ previous: OperationState, _ next: OperationState, known: Site? = known) -> Site? {
        Transition(to: next, effect: nil).siteLeft(by: previous, known: known)
    }

    @Test("an active workspace keeps the place of its provision")
    func active() {
        #expect(left(.settingUp(Self.other, .verifying), .finished(.succeeded), known: nil) == Self.other)
        #expect(left(.settingUp(Self.other, .verifying), .finished(.succeeded)) == Self.other)
    }

    @Test("a teardown that was cancelled in time leaves the place as it was, if there was one")
    func cancelledInTime() {
        #expect(left(.accepted, .finished(.cancelled)) == Self.known)
        #expect(left(.accepted, .finished(.cancelled), known: nil) == nil)
    }

    @Test(
        "a removed workspace has no place",
        arguments: [
            (Teardown.Reason.decommission, OperationOutcome.succeeded), (.failed("x"), .failed),
            (.cancelled, .cancelled),
        ]
    )
    func gone(reason: Teardown.Reason, outcome: OperationOutcome) {
        let teardown = Teardown(reason: reason, site: Self.known)
        #expect(left(.tearingDown(teardown, .releasing), .finished(outcome)) == nil)
    }

    @Test("meanwhile the place is the state's, from its first mention to its release", arguments: SampleState.active)
    func underWay(sample: SampleState) {
        #expect(left(.accepted, sample.state, known: nil) == sample.state.site)
    }

    @Test("a decommission removes what the provision left", arguments: DeploymentType.allCases)
    func found(type: DeploymentType) throws {
        let site = Sample.installed(type == .cloud ? Sample.reachable : Sample.placed)
        var provision = DrivenOperation(.provision, type, at: .settingUp(site, .verifying))
        try provision.send(Sample.health(true))
        #expect(provision.site == site)
        var removal = DrivenOperation(.decommission, type, known: provision.site)
        try removal.send(.started)
        #expect(removal.state.teardown == Teardown(reason: .decommission, site: site))
        #expect(removal.site == site)
    }

    @Test("a record that may have been written is remembered, one that was never tried is not", arguments: [0, 1])
    func record(attempts: Int) throws {
        var operation = DrivenOperation(
            .provision,
            .bareMetal,
            at: .settingUp(Sample.converged(Sample.placed), .publishing)
        )
        for _ in 0..<attempts { try operation.send(Sample.failure(.transient(retryAfter: nil))) }
        try operation.send(.cancelRequested)
        #expect(operation.state.site?.hasRecord == (attempts == 0 ? nil : true))
    }

    @Test("a place is remembered with its server's id and address as soon as they are known")
    func remembered() throws {
        var operation = DrivenOperation(.provision, .cloud, at: .building(.intendingServer(Sample.plan)))
        try operation.send(.serverIntended(Sample.intended))
        #expect(operation.site == Sample.intended)
        try operation.send(.serverPrepared)
        try operation.send(.serverCreated(Sample.reference))
        var created = Sample.created
        created.server?.visibleBy = operation.now + OperationPolicy.visibilityWindow
        #expect(operation.site == created)
        try operation.send(.serverStatus(.active(Sample.server)))
        #expect(operation.site == Sample.reachable)
    }
}
