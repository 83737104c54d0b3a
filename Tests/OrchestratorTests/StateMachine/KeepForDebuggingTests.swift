import Providers
import Testing
import Workspaces

@testable import Orchestrator

@Suite("A failed provision that is kept for debugging")
struct KeepForDebuggingTests {
    private func failed(hours: Int?, at state: OperationState) throws -> (DrivenOperation, Transition) {
        var operation = DrivenOperation(.provision, .cloud, at: state)
        operation.workspace.keepForDebuggingHours = hours
        let transition = try operation.send(Sample.failure(.permanent))
        return (operation, transition)
    }

    private static let verifying = OperationState.settingUp(Sample.installed(Sample.reachable), .verifying)

    @Test("stays as long as requested, is reported, and is then removed")
    func keptAndRemoved() throws {
        var (operation, transition) = try failed(hours: 3, at: Self.verifying)
        #expect(operation.state.step == .keepForDebugging)
        #expect(transition.effect == nil)
        #expect(transition.delay == .seconds(3 * 3600))
        #expect(transition.projection?.status == "failed")
        #expect(transition.waitingOn?.kind == .delay)
        #expect(transition.waitingOn?.nextCheckAt == operation.now + .seconds(3 * 3600))
        #expect(transition.log.map(\.level) == [.error, .warning])
        #expect(operation.site == Sample.installed(Sample.reachable))

        operation.now = operation.now + .seconds(3600)
        let early = try operation.send(.started)
        #expect(early.state.step == .keepForDebugging)
        #expect(early.delay == .seconds(2 * 3600))
        #expect(early.log.isEmpty)

        operation.now = operation.now + .seconds(2 * 3600)
        let over = try operation.send(.started)
        #expect(over.effect == .withdrawAddress(name: "\(operation.workspace.id).workspaces.test"))
        #expect(over.projection?.status == "compensating")
        try operation.send(.addressWithdrawn)
        try operation.send(.serversDestroyed(true))
        #expect(try operation.send(.released).outcome == .failed)
        #expect(operation.site == nil)
    }

    @Test("is removed immediately when it is cancelled")
    func cancelled() throws {
        var (operation, _) = try failed(hours: 3, at: Self.verifying)
        let transition = try operation.send(.cancelRequested)
        #expect(transition.delay == .zero)
        #expect(transition.state.step == .withdrawAddress)
    }

    @Test("is not kept without a request, or without a machine to inspect")
    func notKept() throws {
        #expect(try failed(hours: nil, at: Self.verifying).0.state.step == .withdrawAddress)
        #expect(try failed(hours: 3, at: .making(Sample.intended, .preparing)).0.state.step == .withdrawAddress)
    }
}
