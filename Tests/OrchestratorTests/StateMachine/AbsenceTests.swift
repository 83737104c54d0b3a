import Providers
import Testing
import Workspaces

@testable import Orchestrator

@Suite("A droplet that cannot be found")
struct AbsenceTests {
    private let window = OperationPolicy.visibilityWindow
    private let adopted = ServerReference(id: "1001", name: Sample.intent.name, createActionID: nil)

    private func accepted() throws -> DrivenOperation {
        var operation = DrivenOperation(.provision, .cloud, at: .making(Sample.intended, .creating))
        try operation.send(.serverCreated(Sample.reference))
        return operation
    }

    @Test("is not absent before its window is over, whether it was accepted or found", arguments: [true, false])
    func window(isFound: Bool) throws {
        var operation = try accepted()
        if isFound {
            operation = DrivenOperation(.provision, .cloud, at: .making(Sample.intended, .resolving))
            try operation.send(.serversFound([Sample.server]))
        }
        let end = operation.now + window
        while operation.now < end {
            let transition = try operation.send(.serverStatus(.absent))
            #expect(transition.effect == .awaitServer(isFound ? adopted : Sample.reference))
            #expect(transition.delay > .zero)
            operation.now = operation.now + transition.delay
        }
        let step = try operation.send(.serverStatus(.absent)).state.step
        #expect(step == (isFound ? .replaceServer : .withdrawAddress), "without an action it counts as not placed")
    }

    @Test("may still appear after a cancel: the teardown waits until it is gone, or its window is over")
    func cancelled() throws {
        var operation = try accepted()
        let end = operation.now + window
        try operation.send(.cancelRequested)
        try operation.send(.addressWithdrawn)
        #expect(try operation.send(.serversDestroyed(true)).state.step == .destroyServer)
        var seen = operation
        #expect(try seen.send(.serversDestroyed(false)).state.step == .destroyServer)
        #expect(try seen.send(.serversDestroyed(true)).effect == .release)
        operation.now = end
        #expect(try operation.send(.serversDestroyed(true)).effect == .release)
    }

    @Test("does not count as absent by a check within its window that is reported later")
    func toldLate() throws {
        var operation = try accepted()
        operation.lookedAt = operation.now
        operation.now = operation.now + (window + .seconds(1))
        #expect(try operation.send(.serverStatus(.absent)).effect == .awaitServer(Sample.reference))
        try operation.send(.cancelRequested)
        try operation.send(.addressWithdrawn)
        #expect(try operation.send(.serversDestroyed(true)).state.step == .destroyServer)
        operation.lookedAt = nil
        #expect(try operation.send(.serversDestroyed(true)).effect == .release)
    }

    @Test("does not count as gone because another one with its name is gone")
    func another() throws {
        var operation = try accepted()
        try operation.send(.cancelRequested)
        try operation.send(.addressWithdrawn)
        var other = Sample.server
        other.id = "1000"
        try operation.send(.serversFound([other]))
        #expect(try operation.send(.serversDestroyed(true)).state.step == .destroyServer)
    }

    @Test("once it ran, only its removal is awaited")
    func ran() throws {
        var operation = try accepted()
        try operation.send(.serverStatus(.active(Sample.server)))
        try operation.send(.cancelRequested)
        try operation.send(.addressWithdrawn)
        #expect(try operation.send(.serversDestroyed(true)).effect == .release)
    }

    @Test("because it could not be placed is requested again once nothing of it is left, up to a limit")
    func replaced() throws {
        var operation = try accepted()
        operation.state = .making(Sample.created, .awaiting)
        for call in 2...OperationPolicy.placements {
            let failed = try operation.send(.serverStatus(.failed(reason: "No room.")))
            #expect(failed.effect == .destroyDuplicates(name: Sample.intent.name, ids: ["1001"]))
            #expect(failed.projection?.serverID == "")
            var other = Sample.server
            other.id = "1002"
            let left = try operation.send(.serversFound([Sample.server, other]))
            #expect(left.state.step == .replaceServer)
            #expect(
                left.effect == .destroyDuplicates(name: Sample.intent.name, ids: ["1001", "1002"]),
                "each is named: what is made later under the name is safe from whoever does this late"
            )
            let again = try operation.send(.serversFound([]))
            #expect(again.effect == .createServer(Sample.intent, Sample.host))
            #expect(again.delay > .zero)
            #expect(again.state.site?.server?.createCalls == call)
            #expect(again.state.site?.server?.reference == nil)
            try operation.send(.serverCreated(Sample.reference))
        }
        #expect(try operation.send(.serverStatus(.failed(reason: "No room."))).state.step == .withdrawAddress)
    }
}
