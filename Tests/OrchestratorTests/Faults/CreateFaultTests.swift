import DigitalOceanSimulator
import Providers
import Testing
import Workspaces

@testable import Orchestrator

/// Promise 1: one live droplet per workspace and generation, whatever goes wrong with its creation; counted by the API,
/// which knows what our side cannot see.
@Suite("One droplet under every fault of its creation")
struct CreateFaultTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var fault: SimulatorFault?
        var crash: CloudOperation.Crash?
        /// How many create calls reach the API.
        var posts: Int
        /// How many surplus droplets are found and removed.
        var duplicates = 0

        /// No wait can be endless: a droplet that appears after its window is left to the sweep.
        var isVisibleAfterWindow: Bool {
            Duration.seconds(fault?.seconds ?? 0) > OperationPolicy.visibilityWindow && duplicates > 0
        }

        var testDescription: String { name }
    }

    private static let cases = [
        Case(name: "none", posts: 1),
        Case(name: "connection lost before the accept", fault: .init(.dropBeforeAccept), posts: 2),
        Case(name: "lost reply", fault: .init(.dropAfterAccept), posts: 1),
        Case(name: "lost reply, late visibility", fault: .init(.dropAfterAccept, seconds: 100), posts: 1),
        Case(
            name: "lost reply, visible only after the window and before the second runs",
            fault: .init(.dropAfterAccept, seconds: 140),
            posts: 2,
            duplicates: 1
        ),
        Case(
            name: "lost reply, visible only while the second is set up",
            fault: .init(.dropAfterAccept, seconds: 200),
            posts: 2,
            duplicates: 1
        ),
        Case(name: "5xx before the accept", fault: .init(.errorBeforeAccept), posts: 2),
        Case(name: "5xx after the accept", fault: .init(.errorAfterAccept), posts: 1),
        Case(name: "5xx after the accept, late visibility", fault: .init(.errorAfterAccept, seconds: 100), posts: 1),
        Case(name: "503 of the edge", fault: .init(.unavailable), posts: 2),
        Case(name: "time-out after the accept", fault: .init(.slowAnswer, seconds: 4), posts: 1),
        Case(name: "429 with a time", fault: .init(.tooManyRequests, seconds: 9), posts: 2),
        Case(name: "429 without a time", fault: .init(.tooManyRequests), posts: 2),
        Case(name: "droplet limit", fault: .init(.limitReached), posts: 2),
        Case(name: "late visibility", fault: .init(.lateVisibility, seconds: 100), posts: 1),
        Case(name: "404 soon after the 202", fault: .init(.lateLookup, seconds: 100), posts: 1),
        Case(name: "late in the lists", fault: .init(.lateListing, seconds: 100), posts: 1),
        Case(name: "late tags", fault: .init(.lateTags, seconds: 300), posts: 1),
        Case(name: "lost tags", fault: .init(.lostTags), posts: 1),
        Case(name: "accepted, then gone", fault: .init(.acceptedThenGone), posts: 2),
        Case(name: "crash before the call", crash: .beforeTheCall, posts: 1),
        Case(name: "crash during the call", crash: .afterTheCall, posts: 1),
    ]

    @Test("a provision ends with one, and a decommission with none", arguments: cases)
    func provision(test: Case) async throws {
        try await SimulatedCloud.with(test.fault.map { [$0] } ?? []) { (cloud) async throws in
            var provision = CloudOperation(.provision, in: cloud)
            provision.crash = test.crash
            #expect(try await provision.run() == .succeeded, "\(provision.operation.log.suffix(4))")
            let state = try await cloud.state()
            #expect(state.live == 1)
            #expect(state.posts == test.posts)
            let kept = try #require(provision.operation.site?.server?.reference?.id)
            let live = try #require(state.droplets.first { $0.status != "removed" })
            #expect(String(live.id) == kept)
            #expect(live.tags.contains("moorage-abc123"), "it is behind the firewall")
            let gone = provision.records.filter { if case .duplicateGone = $0 { true } else { false } }
            #expect(gone.count == test.duplicates)

            var removal = CloudOperation(.decommission, in: cloud, known: provision.operation.site)
            #expect(try await removal.run() == .succeeded)
            #expect(try await cloud.state().live == 0)
        }
    }

    @Test(
        "a cancel leaves none, at any step",
        arguments: cases,
        [OperationStep.createServer, .resolveServer, .awaitServer, .connect]
    )
    func cancel(test: Case, step: OperationStep) async throws {
        try await SimulatedCloud.with(test.fault.map { [$0] } ?? []) { (cloud) async throws in
            var provision = CloudOperation(.provision, in: cloud)
            provision.crash = test.crash
            provision.cancelledIn = step
            let outcome = try await provision.run()
            if provision.cancelledIn == nil {
                #expect(outcome == .cancelled)
                // A droplet that appears after the operation has ended is leaked.
                cloud.clock.advance(by: .seconds(600))
                let left = try await cloud.state().droplets.filter { $0.status != "removed" }
                #expect(left.count <= (test.isVisibleAfterWindow ? 1 : 0))
                let listed = try await cloud.provider.inventory().filter { $0.kind == .server }
                #expect(listed.map(\.id) == left.map { String($0.id) }, "the sweep finds it")
            } else {
                #expect(outcome == .succeeded, "it never comes to this step: \(provision.operation.log.suffix(4))")
            }
        }
    }

    @Test(
        "the blind retries of common clients create two under the same faults, so the faults are real",
        arguments: [
            SimulatorFault(.dropAfterAccept), .init(.errorAfterAccept), .init(.slowAnswer, seconds: 4),
        ]
    )
    func control(fault: SimulatorFault) async throws {
        try await SimulatedCloud.with([fault]) { (cloud) async throws in
            #expect(await BlindRetry(cloud: cloud).create() == 202)
            #expect(try await cloud.state().live == 2)
        }
        try await SimulatedCloud.with([fault]) { (cloud) async throws in
            var provision = CloudOperation(.provision, in: cloud)
            #expect(try await provision.run() == .succeeded)
            #expect(try await cloud.state().live == 1)
        }
    }
}
