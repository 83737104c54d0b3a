import Glibc
import Testing

@testable import EventLoop

/// Data that is read for another operation, or between two halves of a check, must wake every task that is about to
/// wait.
@Suite(.timeLimit(.minutes(15)))
struct SocketWatchTests {
    private static func withWatch(_ body: (SocketWatch, _ socket: CInt, _ peer: CInt) async throws -> Void) async throws
    {
        var ends: [CInt] = [0, 0]
        try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { for end in ends { _ = close(end) } }
        try await body(SocketWatch(), ends[0], ends[1])
    }

    @Test func `a change between the check and the wait ends the wait immediately`() async throws {
        try await Self.withWatch { watch, socket, _ in
            let seen = watch.generation
            watch.wakeAll()
            let wake = await watch.wait(since: seen, on: socket, until: .now + .seconds(600))
            #expect(wake == .changed)
        }
    }

    @Test func `a change before the check is no reason to continue`() async throws {
        try await Self.withWatch { watch, socket, _ in
            watch.wakeAll()
            let wake = await watch.wait(since: watch.generation, on: socket, until: .now + .milliseconds(1))
            #expect(wake == .deadline)
        }
    }

    @Test func `arriving data wakes all waiting tasks`() async throws {
        try await Self.withWatch { watch, socket, peer in
            let seen = watch.generation
            async let first = watch.wait(since: seen, on: socket, until: .now + .seconds(600))
            async let second = watch.wait(since: seen, on: socket, until: .now + .seconds(600))
            var byte: UInt8 = 1
            try #require(unsafe write(peer, &byte, 1) == 1)
            #expect(await [first, second] == [.changed, .changed])
            #expect(watch.generation > seen)
        }
    }

    @Test func `a cancelled task does not wait`() async throws {
        try await Self.withWatch { watch, socket, _ in
            let seen = watch.generation
            let waiting = Task { await watch.wait(since: seen, on: socket, until: .now + .seconds(600)) }
            waiting.cancel()
            #expect(await waiting.value == .cancelled)
        }
    }

    @Test func `tasks that wait for different things on one socket are all served`() async throws {
        try await Self.withWatch { watch, socket, _ in
            let seen = watch.generation
            let reading = Task { await watch.wait(since: seen, on: socket, for: .read, until: nil) }
            // Nothing arrives, but the socket accepts bytes: the second wait does not end with the first one's
            // interest.
            let writing = await watch.wait(since: seen, on: socket, for: .write, until: .now + .seconds(600))
            #expect(writing == .changed)
            watch.wakeAll()
            #expect(await reading.value == .changed)
        }
    }

    @Test func `a socket is free for the next watch when nobody waits for it`() async throws {
        try await Self.withWatch { watch, socket, peer in
            for next in [watch, SocketWatch(), watch] {
                let wake = await next.wait(since: next.generation, on: socket, until: .now + .milliseconds(1))
                #expect(wake == .deadline)
            }
            var byte: UInt8 = 1
            try #require(unsafe write(peer, &byte, 1) == 1)
            #expect(await watch.wait(since: watch.generation, on: socket, until: .now + .seconds(600)) == .changed)
        }
    }

    @Test func `a socket that is closed is left to its user`() async {
        let watch = SocketWatch()
        #expect(await watch.wait(since: watch.generation, on: -1, until: nil) == .changed)
    }
}
