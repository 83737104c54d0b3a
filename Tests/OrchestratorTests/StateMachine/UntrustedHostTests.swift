import Foundation
import PortAllocator
import Providers
import Services
import Testing
import Workspaces

@testable import Orchestrator

/// A host may report anything: it costs a bounded number of rows and proves nothing.
@Suite struct UntrustedHostTests {
    private let site = Sample.installed(Sample.placed)

    private func events(_ count: Int, _ kind: HostRunEvent.Kind = .ok) -> [HostRunEvent] {
        (0..<count).map {
            HostRunEvent(
                event: kind,
                role: "app",
                task: "Task \($0)",
                index: 1,
                total: 1,
                durationMilliseconds: 0,
                message: ""
            )
        }
    }

    private func converging() -> DrivenOperation {
        DrivenOperation(.provision, .bareMetal, at: .settingUp(site, .converging(Sample.run())))
    }

    @Test func `one piece of a run becomes a bounded number of lines, and the last failure is still known`() throws {
        var operation = converging()
        let flood = events(17_000) + events(1, .failed)
        let lines = try operation.send(Sample.progress(.running, events: flood)).log
        #expect(lines.count == OperationPolicy.loggedEventsPerPiece + 1)
        #expect(lines.last?.level == .warning)
        #expect(lines.last?.data["omitted"] == .integer(16_501))
        guard case .building(.settingUp(_, .converging(let run))) = operation.state else {
            Issue.record("not converging: \(operation.state.step)")
            return
        }
        #expect(run.omittedEvents == 16_501)
        #expect(run.failure == "app: Task 0: ")
    }

    @Test func `a piece that is not too long is logged whole`() throws {
        let whole = events(OperationPolicy.loggedEventsPerPiece)
        let lines = try converging().decide(Sample.progress(.running, events: whole)).log
        #expect(lines.count == whole.count)
        #expect(lines.allSatisfy { $0.level == .debug })
    }

    @Test func `a run that never stops logging falls silent, and its end reports how much was omitted`() throws {
        var operation = converging()
        let piece = Sample.progress(.running, events: events(OperationPolicy.loggedEventsPerPiece))
        for _ in 0..<(OperationPolicy.loggedEventsPerRun / OperationPolicy.loggedEventsPerPiece) {
            #expect(try operation.send(piece).log.count == OperationPolicy.loggedEventsPerPiece)
        }
        #expect(try operation.send(piece).log.isEmpty)
        #expect(try operation.send(piece).log.isEmpty)
        let end = try operation.send(Sample.progress(.finished(exitCode: 0), events: events(1)))
        #expect(end.state.step == .publishAddress)
        #expect(end.log.first?.data["omitted"] == .integer(1001))
    }

    @Test func `a state of an older version has logged nothing`() throws {
        let text = String(decoding: try JSONEncoder().encode(Sample.run()), as: UTF8.self)
        #expect(!text.contains("Events"))
        var run = try roundTrip(Sample.run())
        #expect(run.loggedEvents == nil)
        let progress = HostRunProgress(events: events(3), offset: 1, state: .running)
        #expect(RunLog.lines(for: progress, of: &run).count == 3)
        #expect(try roundTrip(run).loggedEvents == 3)
    }

    private struct NoAnswers: Error {}

    /// The answers of a host on which every service works.
    private func healthy() throws -> [ServiceHealth] {
        guard case .verified(let health) = Sample.health(true) else { throw NoAnswers() }
        return health
    }

    @Test(arguments: ["redis", "qdrant", "daphne", "nginx"])
    func `a workspace is not active while the host omits one of its services`(service: String) throws {
        let health = try healthy()
        let operation = DrivenOperation(.provision, .bareMetal, at: .settingUp(site, .verifying))
        #expect(try operation.decide(.verified(health)).state == .finished(.succeeded))
        let transition = try operation.decide(.verified(health.filter { $0.service != service }))
        #expect(transition.effect == .verify(Sample.host))
        #expect(transition.waitingOn?.detail.contains("\(service): the host reported nothing about port") == true)
    }

    @Test func `a service on a port other than the workspace's does not count`() throws {
        var health = try healthy()
        health[0].port = 6379
        let operation = DrivenOperation(.provision, .bareMetal, at: .settingUp(site, .verifying))
        #expect(try operation.decide(.verified(health)).state.step == .verify)
        let port = try #require(Sample.block.ports[.redis])
        health[0].port = Int(port.rawValue)
        #expect(try operation.decide(.verified(health)).state == .finished(.succeeded))
    }

    @Test func `Neo4j is expected only of a workspace that requested it`() throws {
        var operation = DrivenOperation(.provision, .bareMetal, at: .settingUp(site, .verifying))
        operation.workspace.features = ["neo4j": true]
        let transition = try operation.decide(Sample.health(true))
        #expect(transition.waitingOn?.detail.contains("neo4j") == true)
    }

    @Test func `two hundred unhealthy services are reported in a bounded sentence`() throws {
        let sick = (0..<200).map {
            ServiceHealth(
                service: "service-\($0)",
                port: nil,
                healthy: false,
                detail: String(repeating: "x", count: 500)
            )
        }
        let operation = DrivenOperation(.provision, .bareMetal, at: .settingUp(site, .verifying))
        let detail = try #require(try operation.decide(.verified(sick)).waitingOn?.detail)
        #expect(detail.count < 1200)
        #expect(detail.contains("service-0: x"))
        #expect(detail.contains("200 more"))
    }

    @Test func `a removal that never ends is reported, stopped and started again, repeatedly`() throws {
        var operation = DrivenOperation(.decommission, .bareMetal, known: site)
        try operation.send(.started)
        var keys: Set<HostRunKey> = []
        for _ in 0..<3 {
            let start = try operation.send(.installed(playbooks: Sample.digest, bundle: Sample.digest))
            guard case .startRun(let run, _) = start.effect else {
                Issue.record("no run is started")
                return
            }
            keys.insert(run.key)
            try operation.send(.runStarted(.running))
            operation.now = operation.now + .seconds(3600)
            #expect(try operation.send(Sample.progress(.running)).state.step == .removeWorkspace)
            operation.now = operation.now + .seconds(1)
            let overdue = try operation.send(Sample.progress(.running))
            #expect(overdue.effect == .stopRun(run.key, Sample.host))
            #expect(overdue.waitingOn?.kind == .host)
            #expect(overdue.waitingOn?.detail.contains(run.key.rawValue) == true)
            #expect(overdue.log.map(\.level) == [.warning])
            #expect(try operation.send(.runStopped(true)).effect == .install(site))
        }
        #expect(keys.count == 3)
    }

    @Test func `a line that is not an event is a warning, and a tolerated failure is reported`() throws {
        var event = events(1, .skipped)[0]
        event.message = "port in use"
        let rescued = try converging().decide(Sample.progress(.running, events: [event])).log
        #expect(rescued.map(\.level) == [.debug])
        #expect(rescued.first?.message.contains("app: Task 0: failed, and the playbook tolerates it") == true)
        #expect(rescued.first?.message.contains("port in use") == true)
        event.role = ""
        event.task = ""
        event.message = "A line of 7 bytes is not an event: garbage"
        let garbled = try converging().decide(Sample.progress(.running, events: [event])).log
        #expect(garbled == [LogLine(.warning, event.message, data: garbled.first?.data ?? [:])])
        event = events(1, .skipped)[0]
        let skipped = try converging().decide(Sample.progress(.running, events: [event])).log
        #expect(skipped.first?.message == "app: Task 0: not needed.")
    }
}
