import Logging
import Synchronization
import Testing

@testable import Postgres

@Suite("The pool's waiting, on a clock that tests advance", .timeLimit(.minutes(15)))
struct PoolCoreTests {
    final class FakeConnection: PoolableConnection {
        let isFit = Mutex(true)
        let isThere = Mutex(true)
        let isClosed = Mutex(false)

        func isFitForReuse() -> Bool { isFit.withLock { $0 } }
        func isStillThere() -> Bool { isThere.withLock { $0 } }
        func close() { isClosed.withLock { $0 = true } }
    }

    typealias Core = PoolCore<FakeConnection, ManualClock>

    private let clock = ManualClock()

    private func pool(
        limit: Int = 1,
        connectTimeout: Duration = .seconds(10),
        connect: @escaping @Sendable (Duration) async throws(PostgresError) -> FakeConnection = { _ in FakeConnection()
        }
    ) -> Core {
        let settings = Core.Machine.Settings(
            limit: limit,
            maximumWaiting: 10,
            idleLifetime: .seconds(60),
            firstBackoff: .milliseconds(100),
            maximumBackoff: .seconds(1)
        )
        return Core(
            settings: settings,
            acquireTimeout: .seconds(10),
            connectTimeout: connectTimeout,
            clock: clock,
            logger: TestDatabase.logger,
            connect: connect
        )
    }

    @Test func waitingEndsAtTheDeadline() async throws {
        let pool = pool()
        let held = try await pool.acquire()
        let waiter = Task { try await pool.acquire() }
        await clock.sleepers(1)
        #expect(pool.status.waiting == 1)
        clock.advance(by: .seconds(10))
        await expectError(.poolExhausted) { _ = try await waiter.value }
        #expect(pool.status.waiting == 0)
        await pool.release(held)
        #expect(pool.status.inUse == 0)
    }

    @Test func waitingEndsWithTheTask() async throws {
        let pool = pool()
        let held = try await pool.acquire()
        let waiter = Task { try await pool.acquire() }
        await clock.sleepers(1)
        waiter.cancel()
        await expectError(.cancelled) { _ = try await waiter.value }
        await pool.release(held)
        #expect(pool.status == PostgresPoolStatus(inUse: 0, idle: 1, waiting: 0, limit: 1))
    }

    @Test func waitersAreServedInOrder() async throws {
        let pool = pool()
        let held = try await pool.acquire()
        let (served, order) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<5 {
                group.addTask {
                    let connection = try await pool.acquire()
                    order.yield(number)
                    await pool.release(connection)
                }
                // Its timer runs, so it is queued before the next one starts.
                await clock.sleepers(number + 1)
            }
            await pool.release(held)
            try await group.waitForAll()
        }
        order.finish()
        var numbers: [Int] = []
        for await number in served { numbers.append(number) }
        #expect(numbers == [0, 1, 2, 3, 4])
    }

    @Test func connectingIsTriedAgainWithPausesUntilItWorks() async throws {
        let attempts = Mutex<[ManualClock.Instant]>([])
        let pool = pool { [clock] (_) throws(PostgresError) in
            let count = attempts.withLock { attempts in
                attempts.append(clock.now)
                return attempts.count
            }
            guard count > 3 else { throw PostgresError(.connectionFailed, "away") }
            return FakeConnection()
        }
        let waiter = Task { try await pool.acquire() }
        for pause in [100, 200, 400] {
            await clock.sleepers(1)
            clock.advance(by: .milliseconds(pause))
        }
        _ = try await waiter.value
        #expect(
            attempts.withLock { $0.map(\.offset) } == [
                .zero, .milliseconds(100), .milliseconds(300), .milliseconds(700),
            ]
        )
    }

    @Test func connectingIsGivenUpAtTheDeadline() async throws {
        let pool = pool { (_) throws(PostgresError) in throw PostgresError(.connectionFailed, "away") }
        let waiter = Task { try await pool.acquire() }
        // Pauses of at most a second: an attempt at each full second, and no time is left after the tenth.
        for _ in 0..<9 {
            await clock.sleepers(1)
            clock.advance(by: .seconds(1))
        }
        let error = await expectError(.connectionFailed) { _ = try await waiter.value }
        #expect((error?.cause as? PostgresError)?.message == "away")
        #expect(pool.status.inUse == 0)
    }

    @Test func connectingIsGivenUpBeforeWaitingInLineIs() async throws {
        let pool = pool(connectTimeout: .seconds(2)) { (_) throws(PostgresError) in
            throw PostgresError(.connectionFailed, "away")
        }
        let waiter = Task { try await pool.acquire() }
        for _ in 0..<2 {
            await clock.sleepers(1)
            clock.advance(by: .seconds(1))
        }
        let error = await expectError(.connectionFailed) { _ = try await waiter.value }
        #expect(error?.message == "no connection to the database within 2.0 seconds")
        #expect(pool.status.inUse == 0)
    }

    @Test func otherErrorsOfConnectingAreNotTriedAgain() async throws {
        let pool = pool { (_) throws(PostgresError) in throw PostgresError(.invalidConfiguration, "wrong") }
        await expectError(.invalidConfiguration) { _ = try await pool.acquire() }
        #expect(pool.status.inUse == 0)
    }

    @Test func whatIsUnfitOrGoneIsNotLentAgain() async throws {
        let pool = pool()
        let first = try await pool.acquire()
        first.isFit.withLock { $0 = false }
        await pool.release(first)
        #expect(first.isClosed.withLock { $0 })
        let second = try await pool.acquire()
        #expect(second !== first)
        await pool.release(second)
        second.isThere.withLock { $0 = false }
        let third = try await pool.acquire()
        #expect(third !== second)
        #expect(second.isClosed.withLock { $0 })
    }

    @Test func closingEndsWaitingAndClosesWhatComesBack() async throws {
        let pool = pool(limit: 2)
        let lent = try await pool.acquire()
        let idle = try await pool.acquire()
        await pool.release(idle)
        let other = try await pool.acquire()
        let waiter = Task { try await pool.acquire() }
        await clock.sleepers(1)
        await pool.close()
        await expectError(.poolClosed) { _ = try await waiter.value }
        await pool.release(lent)
        await pool.release(other)
        #expect(lent.isClosed.withLock { $0 } && other.isClosed.withLock { $0 })
        await expectError(.poolClosed) { _ = try await pool.acquire() }
    }
}
