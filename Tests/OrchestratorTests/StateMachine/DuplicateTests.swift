import Providers
import Testing
import Workspaces

@testable import Orchestrator

@Suite("A second droplet with a name")
struct DuplicateTests {
    private let name = Sample.intent.name

    private static func server(_ id: String, at createdAt: Double) -> Server {
        Server(id: id, name: Sample.intent.name, ipv4: "192.0.2.8", ipv6: nil, createdAt: createdAt)
    }

    private let older = server("1000", at: 1)
    private let ours = server("1001", at: 2)

    private func found(_ id: String) -> RecordChange {
        .duplicateFound(name: name, id: id, hourlyCostMicros: Sample.plan.hourlyCostMicros)
    }

    /// A site for which the create call was sent twice.
    private static func twice(_ site: Site) -> Site {
        var site = site
        site.server?.createCalls = 2
        return site
    }

    @Test("is looked for only if the create call was sent more than once", arguments: [1, 2])
    func only(calls: Int) throws {
        var site = Sample.created
        site.server?.createCalls = calls
        var operation = DrivenOperation(.provision, .cloud, at: .making(site, .awaiting))
        let transition = try operation.send(.serverStatus(.active(Sample.server)))
        #expect(transition.state.step == (calls == 1 ? .connect : .removeDuplicates))
        if calls == 2 {
            #expect(transition.effect == .destroyDuplicates(name: name, ids: []))
            #expect(try operation.send(.serversFound([ours])).state.step == .connect)
        }
    }

    @Test("that is older is kept while nothing is set up; ours is recorded and then removed")
    func olderIsKept() throws {
        var operation = DrivenOperation(
            .provision,
            .cloud,
            at: .making(Self.twice(Sample.reachable), .removingDuplicates)
        )
        let noted = try operation.send(.serversFound([older, ours]))
        #expect(noted.records == [found("1001"), .serverCreated(name: name, id: "1000")])
        #expect(noted.effect == .destroyDuplicates(name: name, ids: ["1001"]))
        #expect(noted.projection?.serverID == "1000")
        #expect(noted.log.first?.data["hourly_cost_micros"] == .integer(Int64(Sample.plan.hourlyCostMicros)))
        let asked = try operation.send(.serversFound([older, ours]))
        #expect(asked.records == [])
        #expect(asked.delay > .zero)
        let gone = try operation.send(.serversFound([older]))
        #expect(gone.records == [.duplicateGone(id: "1001")])
        let reference = ServerReference(id: "1000", name: name, createActionID: nil)
        #expect(gone.effect == .awaitServer(reference), "it may not run yet")
        #expect(operation.state.site?.server?.duplicates == nil)
    }

    @Test("is removed if ours is already set up, even if it is older")
    func oursIsKept() throws {
        let site = Self.twice(Sample.converged(Sample.reachable))
        var operation = DrivenOperation(.provision, .cloud, at: .settingUp(site, .publishing))
        #expect(try operation.send(.addressPublished(.published)).effect == .destroyDuplicates(name: name, ids: []))
        let noted = try operation.send(.serversFound([older, ours]))
        #expect(noted.records == [found("1000")])
        #expect(noted.effect == .destroyDuplicates(name: name, ids: ["1000"]))
        let gone = try operation.send(.serversFound([ours]))
        #expect(gone.records == [.duplicateGone(id: "1000")])
        #expect(gone.effect == .verify(Sample.host))
    }

    @Test("of several that are found after an unclear call the oldest is adopted, and the others are removed")
    func several() throws {
        var operation = DrivenOperation(.provision, .cloud, at: .making(Sample.intended, .resolving))
        let transition = try operation.send(.serversFound([older, ours]))
        #expect(transition.records == [found("1001"), .serverCreated(name: name, id: "1000")])
        #expect(transition.effect == .destroyDuplicates(name: name, ids: ["1001"]))
        #expect(try operation.send(.serversFound([older])).state.step == .awaitServer)
    }

    @Test("that stays does not keep the workspace waiting forever, and stays recorded")
    func stubborn() throws {
        var operation = DrivenOperation(
            .provision,
            .cloud,
            at: .making(Self.twice(Sample.reachable), .removingDuplicates)
        )
        let younger = Self.server("1002", at: 3)
        try operation.send(.serversFound([ours, younger]))
        operation.now = operation.now + OperationStep.removeDuplicates.deadline + .seconds(1)
        let transition = try operation.send(.serversFound([ours, younger]))
        #expect(transition.state.step == .connect)
        #expect(transition.records == [])
        #expect(operation.state.site?.server?.duplicates == ["1002"])
    }

    @Test("that a teardown finds is recorded, and counted when all are gone")
    func teardown() throws {
        let teardown = Teardown(reason: .decommission, site: Sample.installed(Sample.reachable))
        var operation = DrivenOperation(.decommission, .cloud, at: .tearingDown(teardown, .destroying))
        let noted = try operation.send(.serversFound([older, ours]))
        #expect(noted.records == [found("1000")])
        #expect(noted.effect == .destroyServers(name: name, id: "1001"))
        #expect(try operation.send(.serversFound([older, ours])).records == [])
        let gone = try operation.send(.serversDestroyed(true))
        #expect(gone.records == [.serverGone(name: name), .duplicateGone(id: "1000")])
    }

    @Test("is any server that a removal finds besides, or instead of, the known one")
    func told() {
        #expect(EffectRunner.event(for: [], id: "1001") == .serversDestroyed(true))
        #expect(EffectRunner.event(for: [ours], id: "1001") == .serversDestroyed(false))
        #expect(EffectRunner.event(for: [ours], id: nil) == .serversDestroyed(false))
        #expect(EffectRunner.event(for: [older], id: "1001") == .serversFound([older]))
        #expect(EffectRunner.event(for: [older, ours], id: "1001") == .serversFound([older, ours]))
    }
}
