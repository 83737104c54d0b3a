import Curl
import LoopbackHTTP
import Testing

@Suite("A streamed answer")
struct CurlStreamTests {
    private struct Enough: Error {}

    @Test("delivers its body while the server is still sending")
    func arrives() async throws {
        let client = try CurlClient()
        // Without a length and without an end, so that only a reader that does not wait for the end sees it.
        let begun = Array("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nfirst".utf8)
        try await LoopbackServer.with({ _ in .bytes(begun) }) { server in
            var received: [UInt8] = []
            await #expect(throws: Enough.self) {
                try await client.stream(CurlRequest(.get, server.url)) { bytes in
                    received += bytes
                    if received.count == 5 { throw Enough() }
                }
            }
            #expect(received == Array("first".utf8))
        }
    }

    @Test("arrives complete and in order at a slow consumer")
    func isPostponed() async throws {
        let client = try CurlClient()
        let body = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 / 251) }
        try await LoopbackServer.with({ _ in .response(status: 200, headers: [], body: body) }) { server in
            var received: [UInt8] = []
            var longest = 0
            let response = try await client.stream(CurlRequest(.get, server.url)) { bytes in
                received += bytes
                longest = max(longest, bytes.count)
                for _ in 0..<200 { await Task.yield() }
            }
            #expect(received == body)
            #expect(longest < 512 * 1024, "what is not taken stays with the server")
            #expect(response.status == 200 && response.body.isEmpty)
        }
    }

    @Test("is in the response if it is not a success")
    func refusals() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ _ in .json(404, #"{"detail":"no"}"#) }) { server in
            var pieces = 0
            let response = try await client.stream(CurlRequest(.get, server.url)) { _ in pieces += 1 }
            #expect(response.status == 404)
            #expect(response.body == Array(#"{"detail":"no"}"#.utf8))
            #expect(pieces == 0)
        }
    }

    @Test("ends if it is silent for longer than the deadline, and if the task is cancelled")
    func ends() async throws {
        let client = try CurlClient()
        let begun = Array("HTTP/1.1 200 OK\r\n\r\nfirst".utf8)
        try await LoopbackServer.with({ _ in .bytes(begun) }) { server in
            let silence = await #expect(throws: CurlError.self) {
                try await client.stream(CurlRequest(.get, server.url, deadline: .seconds(1))) { _ in }
            }
            #expect(silence?.code == .deadlineExceeded)
            let cancelled = await #expect(throws: CurlError.self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
                    group.addTask {
                        _ = try await client.stream(CurlRequest(.get, server.url)) { _ in arrived.yield() }
                    }
                    for await _ in arrivals { break }
                    group.cancelAll()
                    try await group.next()
                }
            }
            #expect(cancelled?.code == .cancelled)
        }
    }

    @Test("plain http to another machine is refused unless it is allowed")
    func plainHTTP() throws {
        let request = CurlRequest(.get, "http://198.18.0.1/")
        #expect(throws: CurlError.self) { try request.check() }
        try CurlRequest(.get, "http://198.18.0.1/", allowsPlainHTTP: true).check()
    }
}
