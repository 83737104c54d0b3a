import PortAllocator
import Providers
import Testing
import Workspaces

@testable import Orchestrator

@Suite("Repairs of live workspaces")
struct RepairTests {
    private static let cloud = Sample.installed(Sample.reachable)
    private static let metal = Sample.installed(Sample.placed)

    private func repair(_ type: DeploymentType) throws -> DrivenOperation {
        var operation = DrivenOperation(.repair, type, known: type == .cloud ? Self.cloud : Self.metal)
        try operation.send(.started)
        return operation
    }

    @Test("begin at the server of a cloud workspace, and at the host of a bare-metal one")
    func begin() throws {
        #expect(try repair(.cloud).state == .making(Self.cloud, .awaiting))
        #expect(try repair(.bareMetal).effect == .connect(Self.metal.host, rotatesHostKey: false))
    }

    @Test("switch on a server that is off, and create none in place of a missing one")
    func power() throws {
        let server = Server(id: "1", name: "x", ipv4: "192.0.2.1", ipv6: nil, createdAt: 0)
        var operation = try repair(.cloud)
        let off = try operation.send(.serverStatus(.off(server)))
        guard case .powerOn = off.effect else {
            Issue.record("\(String(describing: off.effect))")
            return
        }
        guard case .awaitServer = try operation.send(.serverPoweredOn).effect else {
            Issue.record("not awaited")
            return
        }
        for status in [ServerStatus.absent, .failed(reason: "no")] {
            var operation = try repair(.cloud)
            let gone = try operation.send(.serverStatus(status))
            #expect(gone.outcome == .failed)
            #expect(gone.log.last?.message.contains("workspace retry") == true)
            #expect(operation.site == Self.cloud)
        }
    }

    @Test("install everything again on a running server")
    func installed() throws {
        let server = Server(id: "1", name: "x", ipv4: "192.0.2.1", ipv6: nil, createdAt: 0)
        for isOff in [false, true] {
            var operation = try repair(.cloud)
            if isOff {
                try operation.send(.serverStatus(.off(server)))
                try operation.send(.serverPoweredOn)
            }
            #expect(
                try operation.send(.serverStatus(.active(server))).effect
                    == .connect(Self.cloud.host, rotatesHostKey: true)
            )
            try operation.send(.connected)
            guard case .install = try operation.send(.inspected(Sample.facts())).effect else {
                Issue.record("not installed: \(operation.state)")
                continue
            }
        }
    }

    @Test("do not move ports that a foreign process took")
    func occupied() throws {
        var operation = try repair(.bareMetal)
        try operation.send(.connected)
        var facts = Sample.facts()
        let port = try #require(Self.metal.block.ports.values.sorted().first)
        facts.listeners.append(.init(port: port, address: "0.0.0.0", process: "nc", controlGroup: "/user.slice"))
        let transition = try operation.send(.inspected(facts))
        #expect(transition.outcome == .failed)
        #expect(transition.log.last?.message.contains("\(port)") == true)
        #expect(operation.site == Self.metal)
    }

    @Test("that fail or are cancelled stop the run, and remove nothing", arguments: [true, false])
    func ended(isCancelled: Bool) throws {
        let run = Sample.run()
        for type in [DeploymentType.cloud, .bareMetal] {
            let site = type == .cloud ? Self.cloud : Self.metal
            var operation = DrivenOperation(.repair, type, at: .settingUp(site, .converging(run)), known: site)
            operation.stepStartedAt = Sample.start
            let event: OperationEvent = isCancelled ? .cancelRequested : Sample.failure(.permanent)
            #expect(try operation.send(event).effect == .stopRun(run.hostRun.key, site.host))
            let end = try operation.send(.runStopped(true))
            #expect(end.outcome == (isCancelled ? .cancelled : .failed))
            #expect(end.projection?.status == nil)
            #expect(operation.site == site)
        }
    }

    @Test("that are cancelled before they began end immediately")
    func cancelledFirst() throws {
        var operation = DrivenOperation(.repair, .bareMetal, known: Self.metal)
        #expect(try operation.send(.cancelRequested).outcome == .cancelled)
        #expect(operation.site == Self.metal)
    }

    @Test("keep the time at which the workspace was provisioned")
    func verified() throws {
        var operation = DrivenOperation(.repair, .bareMetal, at: .settingUp(Self.metal, .verifying), known: Self.metal)
        let end = try operation.send(Sample.health(true))
        #expect(end.outcome == .succeeded)
        #expect(end.projection?.setsProvisionedAt == false)
        #expect(operation.site == Self.metal)
    }
}
