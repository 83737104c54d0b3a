import Synchronization
import Testing

@testable import Providers

@Suite("Values that are fetched once for all")
struct DigitalOceanCacheTests {
    /// A fetch that ends on command.
    private final class Source: Sendable {
        let started: AsyncStream<Void>
        private let startedContinuation: AsyncStream<Void>.Continuation
        private let released: AsyncStream<Void>
        private let releaseContinuation: AsyncStream<Void>.Continuation
        let fetches = Mutex(0)

        init() {
            (started, startedContinuation) = AsyncStream.makeStream()
            (released, releaseContinuation) = AsyncStream.makeStream()
        }

        func release() { releaseContinuation.finish() }

        func fetch() async throws(DigitalOceanError) -> Int {
            let number = fetches.withLock { fetches in
                fetches += 1
                return fetches
            }
            startedContinuation.yield()
            for await _ in released {}
            guard !Task.isCancelled else {
                throw DigitalOceanError(ProviderError(.transient(retryAfter: nil), "cancelled"))
            }
            return number
        }
    }

    @Test("end with the last waiting caller, not with the first")
    func cancellation() async throws {
        let clock = TestClock()
        let cache = DigitalOceanCache<Int>(lifetime: .seconds(2), clock: clock.clock)
        let source = Source()
        var starts = source.started.makeAsyncIterator()
        let first = Task {
            try await cache.value(for: "") { () async throws(DigitalOceanError) in try await source.fetch() }
        }
        await starts.next()
        let second = Task {
            try await cache.value(for: "") { () async throws(DigitalOceanError) in try await source.fetch() }
        }
        while cache.waiters(for: "") < 2 { await Task.yield() }
        first.cancel()
        #expect(cache.waiters(for: "") == 1)
        source.release()
        #expect(try await second.value == 1)
        #expect(source.fetches.withLock { $0 } == 1)
    }

    @Test("are fetched again while an old fetch is still in progress")
    func overdue() async throws {
        let clock = TestClock()
        let cache = DigitalOceanCache<Int>(lifetime: .seconds(2), clock: clock.clock)
        let source = Source()
        var starts = source.started.makeAsyncIterator()
        let first = Task {
            try await cache.value(for: "") { () async throws(DigitalOceanError) in try await source.fetch() }
        }
        await starts.next()
        clock.advance(by: .seconds(2))
        let second = try await cache.value(for: "") { () async throws(DigitalOceanError) in 7 }
        source.release()
        #expect(second == 7)
        #expect(try await first.value == 1)
        #expect(try await cache.value(for: "") { () async throws(DigitalOceanError) in 8 } == 7)
    }

    @Test("are given up when nobody waits any more")
    func abandoned() async throws {
        let cache = DigitalOceanCache<Int>(lifetime: .seconds(2), clock: TestClock().clock)
        let source = Source()
        var starts = source.started.makeAsyncIterator()
        let only = Task {
            try await cache.value(for: "") { () async throws(DigitalOceanError) in try await source.fetch() }
        }
        await starts.next()
        only.cancel()
        await #expect(throws: DigitalOceanError.self) { try await only.value }
        #expect(cache.waiters(for: "") == 0)
    }

    @Test("are fetched again if they were dropped meanwhile")
    func forgotten() async throws {
        let cache = DigitalOceanCache<Int>(lifetime: .seconds(2), clock: TestClock().clock)
        let source = Source()
        var starts = source.started.makeAsyncIterator()
        let first = Task {
            try await cache.value(for: "") { () async throws(DigitalOceanError) in try await source.fetch() }
        }
        await starts.next()
        cache.forget("")
        source.release()
        #expect(try await first.value == 1)
        let next = try await cache.value(for: "") { () async throws(DigitalOceanError) in try await source.fetch() }
        #expect(next == 2)
    }
}
