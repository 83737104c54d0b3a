import Glibc
import Testing

@testable import SSH

/// What is read for another operation, or between two halves of one look, must wake whoever is about to wait.
@Suite(.timeLimit(.minutes(15)))
struct SocketWatchTests {
    private static func withWatch(_ body: (SocketWatch, _ peer: Int32) async throws -> Void) async throws {
        var ends: [Int32] = [0, 0]
        try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { for end in ends { _ = close(end) } }
        let watch = try SocketPoller.shared.watch(ends[0])
        defer { watch.end() }
        try await body(watch, ends[1])
    }

    @Test func `a change between the look and the wait ends the wait at once`() async throws {
        try await Self.withWatch { watch, _ in
            let seen = watch.generation
            watch.wakeAll()
            let wake = await watch.wait(since: seen, writable: false, deadline: .now + .seconds(600))
            #expect(wake == .changed)
        }
    }

    @Test func `a change before the look is no reason to go on`() async throws {
        try await Self.withWatch { watch, _ in
            watch.wakeAll()
            let wake = await watch.wait(since: watch.generation, writable: false, deadline: .now + .milliseconds(1))
            #expect(wake == .deadline)
        }
    }

    @Test func `what arrives wakes all who wait`() async throws {
        try await Self.withWatch { watch, peer in
            let seen = watch.generation
            async let first = watch.wait(since: seen, writable: false, deadline: .now + .seconds(600))
            async let second = watch.wait(since: seen, writable: false, deadline: .now + .seconds(600))
            var byte: UInt8 = 1
            try #require(unsafe write(peer, &byte, 1) == 1)
            #expect(await [first, second] == [.changed, .changed])
            #expect(watch.generation > seen)
        }
    }

    @Test func `a cancelled task does not wait`() async throws {
        try await Self.withWatch { watch, _ in
            let seen = watch.generation
            let waiting = Task { await watch.wait(since: seen, writable: false, deadline: .now + .seconds(600)) }
            waiting.cancel()
            #expect(await waiting.value == .cancelled)
        }
    }
}
