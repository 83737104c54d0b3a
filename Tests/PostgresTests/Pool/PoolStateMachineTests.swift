import Testing

@testable import Postgres

@Suite("The pool's decisions", .timeLimit(.minutes(15)))
struct PoolStateMachineTests {
    typealias Machine = PoolStateMachine<Int, ManualClock.Instant>

    private static let settings = Machine.Settings(
        limit: 2,
        maximumWaiting: 3,
        idleLifetime: .seconds(60),
        firstBackoff: .milliseconds(100),
        maximumBackoff: .seconds(1)
    )

    private func instant(_ seconds: Double) -> ManualClock.Instant { ManualClock.Instant(offset: .seconds(seconds)) }

    private func isConnect(_ action: Machine.LeaseAction) -> Bool {
        if case .grant(.connect) = action { true } else { false }
    }

    private func used(_ permit: Machine.Permit?) -> Int? {
        if case .use(let connection) = permit { connection } else { nil }
    }

    @Test func permitsAreBoundedAndGoInOrder() {
        let machine = Driver(Self.settings)
        let requests = (0..<6).map { _ in machine.makeRequest() }
        #expect(isConnect(machine.lease(requests[0])))
        #expect(isConnect(machine.lease(requests[1])))
        for request in requests[2...4] {
            guard case .wait = machine.lease(request) else {
                Issue.record("more permits than the limit")
                return
            }
        }
        guard case .refuse(.tooManyWaiting) = machine.lease(requests[5]) else {
            Issue.record("more waiters than the limit")
            return
        }
        #expect(machine.status == PostgresPoolStatus(inUse: 2, idle: 0, waiting: 3, limit: 2))
        #expect(machine.abandon(requests[3]))
        #expect(!machine.abandon(requests[3]))
        let first = machine.release(7, at: instant(0))
        #expect(first.granted?.request == requests[2])
        #expect(used(first.granted?.permit) == 7)
        // A broken connection's permit continues without it.
        let second = machine.release(nil, at: instant(0))
        #expect(second.granted?.request == requests[4])
        #expect(used(second.granted?.permit) == nil)
        #expect(machine.status == PostgresPoolStatus(inUse: 2, idle: 0, waiting: 0, limit: 2))
    }

    @Test func theLastReturnedIsLentFirstAndTheOldestIsClosed() {
        let machine = Driver(Self.settings)
        for _ in 0..<2 { _ = machine.lease(machine.makeRequest()) }
        _ = machine.release(1, at: instant(0))
        _ = machine.release(2, at: instant(1))
        #expect(machine.status.idle == 2)
        guard case .grant(let permit) = machine.lease(machine.makeRequest()) else {
            Issue.record("no permit")
            return
        }
        #expect(used(permit) == 2)
        #expect(machine.release(2, at: instant(60)).close == [])
        _ = machine.lease(machine.makeRequest())
        #expect(machine.release(2, at: instant(60.5)).close == [1])
    }

    @Test func failedAttemptsAreSpacedAndSharedByAll() {
        let machine = Driver(Self.settings)
        for _ in 0..<2 { _ = machine.lease(machine.makeRequest()) }
        #expect(machine.mayConnect(at: instant(0)) == .connect)
        machine.connectFailed(at: instant(0))
        #expect(machine.mayConnect(at: instant(0)) == .wait(until: instant(0.1)))
        // The first one tries; the other waits for the outcome.
        #expect(machine.mayConnect(at: instant(0.1)) == .connect)
        #expect(machine.mayConnect(at: instant(0.1)) == .wait(until: instant(0.2)))
        machine.connectFailed(at: instant(0.15))
        #expect(machine.mayConnect(at: instant(0.2)) == .wait(until: instant(0.35)))
        for _ in 0..<40 { machine.connectFailed(at: instant(10)) }
        #expect(machine.mayConnect(at: instant(10)) == .wait(until: instant(11)))
        machine.connected()
        #expect(machine.mayConnect(at: instant(10)) == .connect)
        #expect(machine.mayConnect(at: instant(10)) == .connect)
    }

    @Test func closingFailsWaitersAndClosesConnections() {
        let machine = Driver(Self.settings)
        let requests = (0..<3).map { _ in machine.makeRequest() }
        for request in requests { _ = machine.lease(request) }
        let (failed, _) = machine.close()
        #expect(failed == [requests[2]])
        #expect(machine.release(1, at: instant(0)).close == [1])
        #expect(machine.mayConnect(at: instant(0)) == .refuse)
        guard case .refuse(.closed) = machine.lease(machine.makeRequest()) else {
            Issue.record("a closed pool lends")
            return
        }
    }

    /// Random walks with a model that is too simple to be wrong.
    @Test(arguments: 0..<20)
    func randomWalks(seed: UInt64) {
        var random = SplitMix(state: seed)
        let machine = Driver(Self.settings)
        var line: [Machine.Request] = []
        var holders = 0
        var nextConnection = 0
        var open: Set<Int> = []
        for step in 0..<2000 {
            let now = instant(Double(step))
            switch UInt8.random(in: 0..<10, using: &random) {
            case 0..<5:
                let request = machine.makeRequest()
                switch machine.lease(request) {
                case .grant(let permit):
                    #expect(holders < 2 && line.isEmpty)
                    holders += 1
                    if let connection = used(permit) {
                        let wasOpen = open.remove(connection) != nil
                        #expect(wasOpen)
                    }
                case .wait:
                    #expect(holders == 2)
                    line.append(request)
                case .refuse(let refusal): #expect(refusal == .tooManyWaiting && line.count == 3)
                }
            case 5 where !line.isEmpty:
                let request = line.remove(at: Int.random(in: line.indices, using: &random))
                #expect(machine.abandon(request))
            case 6..<10 where holders > 0:
                nextConnection += 1
                let returned = Bool.random(using: &random) ? nextConnection : nil
                let action = machine.release(returned, at: now)
                if let returned { open.insert(returned) }
                for connection in action.close {
                    let wasOpen = open.remove(connection) != nil
                    #expect(wasOpen)
                }
                #expect(action.granted?.request == line.first)
                if line.isEmpty { holders -= 1 } else { line.removeFirst() }
                if let connection = used(action.granted?.permit) {
                    let wasOpen = open.remove(connection) != nil
                    #expect(wasOpen)
                }
            default: continue
            }
            let expected = PostgresPoolStatus(inUse: holders, idle: open.count, waiting: line.count, limit: 2)
            #expect(machine.status == expected)
        }
    }

    /// The machine behind a reference, because `#expect` cannot call mutating methods.
    private final class Driver {
        private var machine: Machine

        init(_ settings: Machine.Settings) { machine = Machine(settings) }

        var status: PostgresPoolStatus { machine.status }
        func makeRequest() -> Machine.Request { machine.makeRequest() }
        func lease(_ request: Machine.Request) -> Machine.LeaseAction { machine.lease(request) }
        func abandon(_ request: Machine.Request) -> Bool { machine.abandon(request) }
        func mayConnect(at now: ManualClock.Instant) -> Machine.ConnectAction { machine.mayConnect(at: now) }
        func connected() { machine.connected() }
        func connectFailed(at now: ManualClock.Instant) { machine.connectFailed(at: now) }
        func close() -> (failed: [Machine.Request], close: [Int]) { machine.close() }
        func release(_ connection: Int?, at now: ManualClock.Instant) -> Machine.ReleaseAction {
            machine.release(connection, at: now)
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }
}
