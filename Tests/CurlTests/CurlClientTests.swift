import Curl
import LoopbackHTTP
import Testing

@Suite("A request and its answer")
struct CurlClientTests {
    @Test("carries method, headers and body to the server, and status, headers and body back")
    func roundTrip() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ request in
            .response(
                status: 207,
                headers: [("X-Request-ID", "7"), ("Set-Cookie", "a"), ("set-cookie", "b")],
                body: request.body
            )
        }) { server in
            for method in CurlRequest.Method.allCases {
                let body = [UInt8](0...255)
                let response = try await client.execute(
                    CurlRequest(
                        method,
                        server.url + "/v2/x?y=%20z",
                        headers: [CurlHeader("Authorization", "Bearer t", isSecret: true), CurlHeader("X-Empty", "")],
                        body: body
                    )
                )
                #expect(response.status == 207)
                #expect(response.body == body)
                #expect(response.headers["x-request-id"] == "7")
                #expect(response.headers.values(of: "SET-COOKIE") == ["a", "b"])
                let request = try #require(server.requests.last)
                #expect(request.method == method.rawValue)
                #expect(request.target == "/v2/x?y=%20z")
                #expect(request.headers["authorization"] == "Bearer t")
                #expect(request.headers["x-empty"] == "")
                #expect(request.headers["expect"] == nil)
                #expect(request.headers["content-type"] == nil)
            }
        }
    }

    @Test("without a body sends none, and a POST declares it empty")
    func emptyBodies() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ _ in .response(status: 204, headers: [], body: []) }) { server in
            for method in CurlRequest.Method.allCases {
                let response = try await client.execute(CurlRequest(method, server.url))
                #expect(response.status == 204)
            }
            #expect(server.requests.map(\.method) == CurlRequest.Method.allCases.map(\.rawValue))
            #expect(server.requests.allSatisfy { $0.body.isEmpty })
            #expect(server.requests[1].headers["content-length"] == "0")
        }
    }

    @Test("leaves interim answers and trailers out of the headers")
    func interimAnswers() async throws {
        let client = try CurlClient()
        let answer = """
            HTTP/1.1 103 Early Hints\r\nX-Which: interim\r\n\r\n\
            HTTP/1.1 200 OK\r\nX-Which: final\r\nTransfer-Encoding: chunked\r\n\r\n\
            3\r\nabc\r\n0\r\nX-Which: trailer\r\n\r\n
            """
        try await LoopbackServer.with({ _ in .bytes(Array(answer.utf8)) }) { server in
            let response = try await client.execute(CurlRequest(.get, server.url))
            #expect(response.body == Array("abc".utf8))
            #expect(response.headers.values(of: "x-which") == ["final"])
        }
    }

    @Test("does not follow a redirect")
    func redirect() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ _ in
            .response(status: 302, headers: [("Location", "/elsewhere")], body: [])
        }) { server in
            let response = try await client.execute(CurlRequest(.get, server.url))
            #expect(response.status == 302)
            #expect(server.requests.count == 1)
        }
    }

    @Test("reuses a connection for repeatable requests, and never for others")
    func connectionReuse() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ _ in .response(status: 200, headers: [], body: []) }) { server in
            var reused: [Bool] = []
            for method in [CurlRequest.Method.get, .get, .delete, .put, .post, .patch] {
                reused.append(try await client.execute(CurlRequest(method, server.url)).reusedConnection)
            }
            #expect(reused == [false, true, true, true, false, false])
        }
    }

    @Test(
        "answers 200 concurrent requests over a bounded number of connections",
        arguments: [CurlRequest.Method.get, .post]
    )
    func burst(method: CurlRequest.Method) async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ .response(status: 200, headers: [], body: Array($0.target.utf8)) }) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let response = try await client.execute(CurlRequest(method, server.url + "/\(number)"))
                        #expect(String(decoding: response.body, as: UTF8.self) == "/\(number)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.requests.count == 200)
            #expect(method == .post ? server.connections == 200 : server.connections <= 32)
        }
    }

    @Test("connects to the given target, and still names the URL's host")
    func connectTo() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({
            .response(status: 200, headers: [], body: Array(($0.headers["host"] ?? "").utf8))
        }) {
            server in
            let response = try await client.execute(
                CurlRequest(.get, "http://localhost:1/", connectTo: CurlEndpoint(host: "127.0.0.1", port: server.port))
            )
            #expect(String(decoding: response.body, as: UTF8.self) == "localhost:1")
        }
    }
}
