import Curl
import Foundation
import LoopbackHTTP
import Testing

@Suite("Memory", .serialized)
struct CurlMemoryTests {
    /// Freed memory stays with the allocator, so the first requests count for nothing, and a leak of a whole answer
    /// per request would be 64 MB.
    @Test("does not grow with the number of requests")
    func stable() async throws {
        let client = try CurlClient()
        let body = [UInt8](repeating: 1, count: 64 * 1024)
        try await LoopbackServer.with({ _ in .response(status: 200, headers: [], body: body) }) { server in
            func send(_ count: Int) async throws {
                for _ in 0..<count { _ = try await client.execute(CurlRequest(.get, server.url)) }
            }
            try await send(200)
            let before = try residentKilobytes()
            try await send(1000)
            #expect(try residentKilobytes() - before < 16 * 1024)
        }
    }

    private func residentKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return try #require(line?.split(separator: " ").compactMap { Int($0) }.first)
    }
}
