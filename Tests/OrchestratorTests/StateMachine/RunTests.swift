import Orchestrator
import PortAllocator
import Providers
import Services
import Testing
import Workspaces

@Suite("Runs, ports and disks of a host")
struct RunTests {
    private let site = Sample.installed(Sample.placed)

    private func converging(attempt: Int = 1) -> DrivenOperation {
        DrivenOperation(.provision, .bareMetal, at: .settingUp(site, .converging(Sample.run(attempt: attempt))))
    }

    private func inspecting() -> DrivenOperation {
        DrivenOperation(.provision, .bareMetal, at: .settingUp(Sample.placed, .inspecting))
    }

    @Test("an interrupted run starts again with a different key", arguments: [HostRunState.interrupted, .absent])
    func cutOff(state: HostRunState) throws {
        var operation = converging()
        operation.sequence = 20
        #expect(try operation.send(Sample.progress(state)).state == .settingUp(site, .installing(attempt: 2)))
        let transition = try operation.send(.installed(playbooks: Sample.digest, bundle: Sample.digest))
        guard case .building(.settingUp(_, .starting(let run))) = transition.state else {
            Issue.record("not starting: \(transition.state.step)")
            return
        }
        #expect(run.hostRun.key != Sample.run().hostRun.key)
        #expect(run.attempt == 2)
        #expect(transition.effect == .startRun(run.hostRun, Sample.host))
    }

    @Test("the same decision gives the same name")
    func sameKey() throws {
        var operation = DrivenOperation(.provision, .bareMetal, at: .settingUp(site, .installing(attempt: 1)))
        operation.sequence = 8
        let event = OperationEvent.installed(playbooks: Sample.digest, bundle: Sample.digest)
        #expect(try operation.decide(event).state == operation.decide(event).state)
        #expect(try operation.decide(event).state == .settingUp(Sample.converged(site), .starting(Sample.run())))
    }

    @Test("a run that is interrupted repeatedly is given up")
    func cutOffOften() throws {
        for attempt in 1..<OperationPolicy.interruptedRunAttempts {
            #expect(try converging(attempt: attempt).decide(Sample.progress(.interrupted)).state.step == .install)
        }
        let last = converging(attempt: OperationPolicy.interruptedRunAttempts)
        #expect(try last.decide(Sample.progress(.interrupted)).state.teardown != nil)
    }

    @Test("a failed run is diagnosed and retried once, then fails with its own message")
    func failed() throws {
        var operation = converging()
        let event = HostRunEvent(
            event: .failed,
            role: "redis",
            task: "Start Redis",
            index: 3,
            total: 40,
            durationMilliseconds: 12,
            message: "port in use"
        )
        let first = try operation.send(Sample.progress(.finished(exitCode: 2), events: [event]))
        #expect(first.effect == .inspect(Sample.host))
        #expect(first.state.step == .diagnose)
        #expect(first.log.contains { $0.message == "redis: Start Redis: failed. port in use" && $0.level == .error })
        #expect(try operation.send(.inspected(Sample.facts())).state == .settingUp(site, .installing(attempt: 2)))
        try operation.send(.installed(playbooks: Sample.digest, bundle: Sample.digest))
        try operation.send(.runStarted(.running))
        try operation.send(Sample.progress(.finished(exitCode: 2), events: [event]))
        let last = try operation.send(.inspected(Sample.facts()))
        #expect(last.state.teardown != nil)
        #expect(last.log.first?.message.contains("redis: Start Redis: port in use") == true)
    }

    @Test("a run that does not end is given up and stopped")
    func endless() throws {
        var operation = converging()
        operation.now = operation.now + .seconds(3601)
        let transition = try operation.send(Sample.progress(.running))
        #expect(transition.effect == .stopRun(Sample.run().hostRun.key, Sample.host))
        #expect(try operation.send(.runStopped(false)).delay > .zero)
        #expect(operation.state.step == .stopRun)
        #expect(try operation.send(.runStopped(true)).state.step == .removeWorkspace)
    }

    @Test("a full disk causes a wait, before a run and after a failed one")
    func fullDisk() throws {
        let full = OperationEvent.inspected(Sample.facts(freeDiskMiB: OperationPolicy.lowestFreeDiskMiB - 1))
        for state in [
            OperationState.settingUp(Sample.placed, .inspecting), .settingUp(site, .diagnosing(Sample.run(attempt: 2))),
        ] {
            var operation = DrivenOperation(.provision, .bareMetal, at: state)
            #expect(try operation.send(full).waitingOn?.kind == .disk)
            operation.now = operation.now + .seconds(100_000)
            let transition = try operation.send(full)
            #expect(transition.state == state)
            #expect(transition.delay > .zero)
            #expect(transition.log.map(\.level) == [.info])
            #expect(transition.log.first?.message.contains("still in progress") == true)
        }
        let enough = OperationEvent.inspected(Sample.facts(freeDiskMiB: OperationPolicy.lowestFreeDiskMiB))
        #expect(try inspecting().decide(enough).state.step == .install)
    }

    @Test(
        "a foreign listener on one of the ports moves the block",
        arguments: ServicePort.allCases,
        [
            "/system.slice/redis-server.service", "", "/moorage.slice/moorage-ws7x2k4a.slice/redis.service",
            "/user.slice/user-1000.slice/moorage.slice/moorage-ws7x2k4.slice/x.service",
            "/moorage.slice/xmoorage-ws7x2k4.slice/moorage-ws7x2k4.slice",
        ]
    )
    func foreign(service: ServicePort, group: String) throws {
        let port = try #require(Sample.block.ports[service])
        var operation = inspecting()
        let other = Port(rawValue: 22)
        let facts = Sample.facts(listeners: [Sample.listener(port, group: group), Sample.listener(other, group: group)])
        let transition = try operation.send(.inspected(facts))
        #expect(transition.effect == .movePorts(Sample.host, avoiding: [other, port]))
        #expect(transition.log.first?.data["taken"] == .array([.integer(Int64(port.rawValue))]))
        let moved = try operation.send(.portsMoved(Sample.otherBlock))
        #expect(moved.state.site?.block == Sample.otherBlock)
        #expect(moved.state.step == .install)
        guard case .object(let provisioning)? = moved.projection?.provisioning else {
            Issue.record("the ports are not written back")
            return
        }
        #expect(provisioning["ports"]?.isObject(with: "redis", 6799) == true)
    }

    @Test("the workspace's own listeners are not foreign, and listeners elsewhere do not matter")
    func own() throws {
        let own = Sample.block.ports.values.map {
            Sample.listener($0, group: "/moorage.slice/moorage-ws7x2k4.slice/moorage-ws7x2k4-redis.service")
        }
        let far = Sample.listener(Port(rawValue: 5432), group: "/system.slice/postgresql.service")
        #expect(try inspecting().decide(.inspected(Sample.facts(listeners: own + [far]))).state.step == .install)
    }

    @Test("a host without a free block fails the provision")
    func exhausted() throws {
        var operation = DrivenOperation(.provision, .bareMetal, at: .building(.placing))
        #expect(try operation.send(.portsExhausted).effect == .release)
        try operation.send(.released)
        #expect(operation.log.last?.message.contains("Every block of ports on the host is in use.") == true)
    }

    @Test(
        "a failed removal is retried with its own run, with growing delays",
        arguments: [HostRunState.finished(exitCode: 2), .interrupted, .absent]
    )
    func removal(state: HostRunState) throws {
        var operation = DrivenOperation(.decommission, .bareMetal, known: site)
        try operation.send(.started)
        var keys: Set<HostRunKey> = []
        var delays: [Duration] = []
        for _ in 0..<5 {
            let start = try operation.send(.installed(playbooks: Sample.digest, bundle: Sample.digest))
            guard case .startRun(let run, _) = start.effect else {
                Issue.record("no run is started")
                return
            }
            keys.insert(run.key)
            try operation.send(.runStarted(.running))
            delays.append(try operation.send(Sample.progress(state)).delay)
        }
        #expect(keys.count == 5)
        #expect(delays == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16)])
    }

    @Test("a missing zone means a record to create by hand, not a failure")
    func zone() throws {
        var operation = DrivenOperation(.provision, .bareMetal, at: .settingUp(site, .publishing))
        let transition = try operation.send(.addressPublished(.zoneMissing))
        #expect(transition.state.step == .verify)
        #expect(transition.log.first?.level == .warning)
        #expect(transition.log.first?.data["value"] == "198.51.100.9")
    }

    @Test(
        "each event of a run is a line at its level",
        arguments: [
            (HostRunEvent.Kind.start, LogLine.Level.info), (.ok, .debug), (.changed, .info), (.skipped, .debug),
            (.failed, .error), (.end, .info),
        ]
    )
    func levels(kind: HostRunEvent.Kind, level: LogLine.Level) throws {
        let event = HostRunEvent(
            event: kind,
            role: "app",
            task: "Unpack",
            index: 1,
            total: 2,
            durationMilliseconds: 5,
            message: "why"
        )
        let lines = try converging().decide(Sample.progress(.running, events: [event])).log
        #expect(lines.map(\.level) == [level])
        #expect(lines.first?.data["event"] == .string(kind.rawValue))
    }
}

extension JSONValue {
    fileprivate func isObject(with key: String, _ value: Int64) -> Bool {
        guard case .object(let object) = self else { return false }
        return object[key] == .integer(value)
    }
}
