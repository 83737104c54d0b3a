import EventLoop
import InMemoryLogging
import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import Testing

/// Repeated work: how often it runs, the effect of a failure, and its end.
@Suite(.timeLimit(.minutes(15)))
struct PeriodicServiceTests {
    /// A clock on which a sleep lasts until the test ends it. One sleeper at a time.
    private final class HeldClock: Clock {
        private let sleeps = AsyncStream<Duration>.makeStream()
        private let permits = AsyncStream<Void>.makeStream()

        var now: ContinuousClock.Instant { ContinuousClock.now }
        var minimumResolution: Duration { .zero }

        func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
            sleeps.continuation.yield(ContinuousClock.now.duration(to: deadline))
            for await _ in permits.stream { return }
            throw CancellationError()
        }

        /// Waits until a sleep has begun and returns how long it would last.
        func sleepBegan() async -> Duration? {
            for await duration in sleeps.stream { return duration }
            return nil
        }

        func endSleep() { permits.continuation.yield() }
    }

    private struct Refused: Error {}

    @Test func `it works immediately, and again after each interval`() async throws {
        let clock = HeldClock()
        let runs = Mutex(0)
        let service = PeriodicService(
            every: .seconds(3600),
            clock: clock,
            failure: "It failed.",
            logger: Logger(label: "test")
        ) { runs.withLock { $0 += 1 } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            for expected in 1...3 {
                let wait = try #require(await clock.sleepBegan())
                #expect(runs.withLock { $0 } == expected)
                #expect(wait > .seconds(3500) && wait <= .seconds(3600))
                clock.endSleep()
            }
            group.cancelAll()
        }
    }

    @Test func `a failure is logged once until the work has succeeded again`() async throws {
        let clock = HeldClock()
        let log = InMemoryLogHandler()
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .debug
        let fails = Mutex([true, true, false, true])
        let service = PeriodicService(every: .seconds(1), clock: clock, failure: "It failed.", logger: logger) {
            if fails.withLock({ $0.isEmpty ? false : $0.removeFirst() }) { throw Refused() }
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            for _ in 1...4 {
                _ = await clock.sleepBegan()
                clock.endSleep()
            }
            _ = await clock.sleepBegan()
            group.cancelAll()
        }
        #expect(log.entries.map(\.level) == [.notice, .debug, .notice])
        #expect(log.entries.allSatisfy { $0.message == "It failed." && $0.metadata["error"] != nil })
    }

    @Test func `a graceful shutdown ends the wait`() async throws {
        let clock = HeldClock()
        let service = PeriodicService(
            every: .seconds(3600),
            clock: clock,
            failure: "It failed.",
            logger: Logger(label: "test")
        ) {}
        await testGracefulShutdown { trigger in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await service.run() }
                _ = await clock.sleepBegan()
                trigger.triggerGracefulShutdown()
            }
        }
    }

    @Test func `work that a cancel ends is not a failure`() async throws {
        let log = InMemoryLogHandler()
        let (starts, started) = AsyncStream.makeStream(of: Void.self)
        let service = PeriodicService(
            every: .seconds(1),
            failure: "It failed.",
            logger: Logger(label: "test") { _ in log }
        ) {
            started.yield()
            try await Task.sleep(for: .seconds(600))
        }
        let running = Task { await service.run() }
        for await _ in starts { break }
        running.cancel()
        await running.value
        #expect(log.entries.isEmpty)
    }
}
