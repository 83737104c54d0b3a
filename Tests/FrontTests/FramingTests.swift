import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("Requests that are not quite HTTP")
struct FramingTests {
    private static let login =
        "POST /api/auth/sessions/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

    /// The status, the headers in lower case, and the body of the only answer.
    private func answer(_ world: FrontWorld, _ text: String) async throws -> (
        status: Int, head: String, body: String
    ) {
        let all = try await RawConnection(port: try #require(world.client.port)).send(text)
        let parts = all.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "\(all.prefix(200))")
        let status = try #require(Int(parts[0].dropFirst("HTTP/1.1 ".count).prefix(3)), "\(all.prefix(200))")
        return (status, parts[0].lowercased(), String(parts[1]))
    }

    @Test("a wrongly framed body is refused, and is not our failure")
    func chunks() async throws {
        let log = RecordedLog()
        try await FrontWorld.run(logger: log.logger) { world in
            for body in [
                "Transfer-Encoding: chunked\r\n\r\nZZZ\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}",
            ] {
                let answer = try await answer(world, Self.login + body)
                #expect(answer.status == 400, "\(answer)")
                #expect(answer.body.contains(#""detail":"The body"#), "\(answer.body)")
                #expect(answer.head.contains("x-frame-options: deny"))
            }
        }
        #expect(log.all.allSatisfy { $0.level < .warning }, "\(log.all)")
    }

    @Test("a client that leaves during its body is not our failure")
    func leaving() async throws {
        let log = RecordedLog()
        try await FrontWorld.run(logger: log.logger) { world in
            let port = try #require(world.client.port)
            try await RawConnection(port: port).sendAndLeave(Self.login + "Content-Length: 100\r\n\r\n{\"email\":")
            while !log.all.contains(where: { $0.message == "Answered a request." }) { await Task.yield() }
        }
        let line = try #require(log.all.first { $0.message == "Answered a request." })
        #expect(line.metadata["status"] == "400")
        #expect(log.all.allSatisfy { $0.level < .warning }, "\(log.all)")
    }

    @Test("requests that the parser refuses are answered like all others")
    func parser() async throws {
        try await FrontWorld.run { world in
            let get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
            let long = String(repeating: "x", count: 40_000)
            let cases: [(name: String, text: String, status: Int)] = [
                ("a long header", get + "X-A: \(long)\r\n\r\n", 431),
                ("many headers", get + (0..<300).map { "X-\($0): 1\r\n" }.joined() + "\r\n", 431),
                (
                    "a very long address", "GET /\(String(repeating: "x", count: 100_000)) HTTP/1.1\r\nHost: a\r\n\r\n",
                    414
                ),
                ("a long address", "GET /\(long.prefix(9000)) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 414),
                ("a method that is none", "FROB / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
                ("two lengths", get + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
                ("both lengths", get + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n", 400),
                ("garbage", "\u{1}\u{2}\u{3}\r\n\r\n", 400),
                ("no host", "GET /api/otps/ HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
                ("no host for a probe", "GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
                ("two codings", get + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
                ("two hosts", get + "Host: other\r\nConnection: close\r\n\r\n", 400),
            ]
            for (name, text, status) in cases {
                let answer = try await answer(world, text)
                #expect(answer.status == status, "\(name): \(answer.head)")
                #expect(answer.body.hasPrefix(#"{"detail":""#), "\(name): \(answer.body)")
                for header in ["x-content-type-options: nosniff", "content-security-policy: ", "x-request-id: "] {
                    #expect(answer.head.contains(header), "\(name): \(answer.head)")
                }
            }
            let probe = try await answer(world, "GET /health/live HTTP/1.0\r\n\r\n")
            #expect(probe.status == 200 && probe.head.contains("connection: close"))
        }
    }

    @Test("a client of HTTP/1.0 gets no chunks, and its connection closes after the answer")
    func oldClient() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            try await world.pool.execute(
                """
                DELETE FROM moorage.requests; UPDATE workspaces SET status = 'failed';
                INSERT INTO provisioning_logs (workspace_id, message) SELECT id, 'It failed.' FROM workspaces
                """
            )
            let login = Data("me@example.com:\(FrontWorld.password)".utf8).base64EncodedString()
            let stream = try await answer(
                world,
                "GET /api/workspaces/\(id)/logs/stream/ HTTP/1.0\r\nHost: a\r\nAuthorization: Basic \(login)\r\n\r\n"
            )
            #expect(stream.status == 200 && !stream.head.contains("transfer-encoding"), "\(stream.head)")
            #expect(stream.body.contains("It failed.") && stream.body.contains("event: end"), "\(stream.body)")
        }
    }

    @Test("a client that waits for permission to send its body gets it")
    func leave() async throws {
        try await FrontWorld.run { world in
            let body = #"{"email":"me@example.com","password":"wrong-password"}"#
            let head = Self.login + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n"
            let answers = try await RawConnection(port: try #require(world.client.port))
                .send(head + "Expect: 100-continue\r\n\r\n", then: body)
            #expect(answers.count == 2)
            #expect(answers.first == "HTTP/1.1 100 Continue\r\n\r\n")
            #expect(answers.last?.hasPrefix("HTTP/1.1 401 ") == true, "\(answers)")
        }
    }

    @Test("garbage after a valid request does not change the valid answer")
    func pipelined() async throws {
        try await FrontWorld.run { world in
            let port = try #require(world.client.port)
            let all = try await RawConnection(port: port)
                .send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nFROB / HTTP/1.1\r\n\r\n")
            #expect(all.hasPrefix("HTTP/1.1 200 OK"))
            #expect(
                all.contains("HTTP/1.1 400 Bad Request")
                    && all.hasSuffix(#"{"detail":"The method is not an HTTP method."}"#)
            )
        }
    }

    @Test("one address cannot take every connection")
    func shares() async throws {
        let log = RecordedLog()
        var configuration = FrontConfiguration(address: ListenAddress(host: "127.0.0.1", port: 0))
        configuration.connectionsPerAddress = 3
        try await FrontWorld.run(configuration: configuration, logger: log.logger) { world in
            let port = try #require(world.client.port)
            let request = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            let lasting = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
            // The test's own client holds one.
            #expect(try await world.call(.get, "/health/live").status == 200)
            try await RawConnection(port: port).whileOpen(lasting) {
                try await RawConnection(port: port).whileOpen(lasting) {
                    for _ in 0..<2 {
                        let answer = try await RawConnection(port: port).send(request)
                        #expect(answer.isEmpty)
                    }
                }
            }
            // They end when the server notices.
            while try await RawConnection(port: port).send(request).isEmpty {}
        }
        #expect(log.all.filter { $0.level == .warning }.map(\.metadata["connections"]) == ["3"])
    }

    @Test("connections are counted by address, and a trusted proxy has no limit")
    func counting() throws {
        let shares = ConnectionShares(
            limit: 1,
            proxies: TrustedProxies([try #require(AddressRange("10.0.0.1"))]),
            logger: FrontWorld.logger
        )
        let key = try #require(shares.enter("192.0.2.1"))
        #expect(shares.enter("192.0.2.1") == nil)
        #expect(shares.enter("192.0.2.2") != nil)
        for _ in 0..<5 { #expect(shares.enter("10.0.0.1") != nil) }
        shares.leave(key)
        #expect(shares.enter("192.0.2.1") != nil)
    }
}
