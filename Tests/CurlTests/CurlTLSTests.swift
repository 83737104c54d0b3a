import Curl
import LoopbackHTTP
import Testing

/// Needs nginx and openssl; without them there is no peer to verify.
@Suite("TLS", .enabled(if: NginxServer.isAvailable, "nginx and openssl are not installed"), .serialized)
struct CurlTLSTests {
    private func withServer(_ body: (CurlClient, NginxServer) async throws -> Void) async throws {
        // A port that was free a moment ago.
        let probe = try LoopbackServer { _ in .close }
        probe.stop()
        let server = try NginxServer(port: probe.port)
        defer { server.stop() }
        let client = try CurlClient()
        try await waitUntilListening(client, server)
        try await body(client, server)
    }

    /// nginx does not report when it listens; libcurl's own thread retries a refused connection immediately.
    private func waitUntilListening(_ client: CurlClient, _ server: NginxServer) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            do throws(CurlError) {
                _ = try await client.execute(request(server))
                return
            } catch {
                guard error.code == .connect else { throw error }
                await Task.yield()
            }
        }
    }

    private func request(
        _ server: NginxServer,
        method: CurlRequest.Method = .get,
        host: String = "api.moorage.test",
        trusted: Bool = true
    ) -> CurlRequest {
        CurlRequest(
            method,
            "https://\(host):\(server.port)/",
            certificateAuthorityFile: trusted ? server.certificateFile : nil,
            connectTo: CurlEndpoint(host: "127.0.0.1", port: server.port)
        )
    }

    @Test("uses HTTP/2 for repeatable requests, over one connection, and HTTP/1.1 for the rest")
    func versions() async throws {
        try await withServer { client, server in
            let first = try await client.execute(request(server))
            #expect(first.protocolVersion == .http2)
            let again = request(server)
            let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<50 { group.addTask { try await client.execute(again).body } }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            #expect(bodies == [first.body])
            let post = try await client.execute(request(server, method: .post))
            #expect(post.protocolVersion == .http1)
            #expect(post.reusedConnection == false)
        }
    }

    /// Without the loop's second round, every other run had a request that stood still.
    @Test("no request of a burst over one connection stands still")
    func bursts() async throws {
        try await withServer { (client, server) async throws in
            var request = request(server)
            request.deadline = .seconds(5)
            for _ in 0..<60 {
                try await withThrowingTaskGroup(of: Void.self) { [request] group in
                    for _ in 0..<50 { group.addTask { _ = try await client.execute(request) } }
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test("refuses an untrusted certificate, and one for another host")
    func untrusted() async throws {
        try await withServer { client, server in
            for request in [request(server, trusted: false), request(server, host: "other.moorage.test")] {
                do throws(CurlError) {
                    let response = try await client.execute(request)
                    Issue.record("answered \(response.status)")
                } catch {
                    #expect(error.code == .tls)
                    #expect(error.requestMayHaveBeenSent == false)
                }
            }
        }
    }

    @Test("cannot have sent a request to a server that breaks the handshake")
    func brokenHandshake() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ _ in .close }) { server in
            // The server treats the handshake as a request without an end; the deadline ends it.
            do throws(CurlError) {
                _ = try await client.execute(
                    CurlRequest(.post, "https://127.0.0.1:\(server.port)/", deadline: .milliseconds(200))
                )
                Issue.record("answered")
            } catch {
                #expect(error.requestMayHaveBeenSent == false)
            }
        }
    }
}
