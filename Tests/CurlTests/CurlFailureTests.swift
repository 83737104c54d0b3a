import LoopbackHTTP
import Testing

@testable import Curl

@Suite("A request that fails")
struct CurlFailureTests {
    /// The error of a request, which must fail.
    private func failure(_ client: CurlClient, _ request: CurlRequest) async -> CurlError? {
        do throws(CurlError) {
            let response = try await client.execute(request)
            Issue.record("answered \(response.status)")
            return nil
        } catch {
            return error
        }
    }

    @Test("cannot have been sent if nothing listens")
    func connectionRefused() async throws {
        let client = try CurlClient()
        let server = try LoopbackServer { _ in .silence }
        server.stop()
        let error = await failure(client, CurlRequest(.post, server.url, body: [1]))
        #expect(error?.code == .connect)
        #expect(error?.requestMayHaveBeenSent == false)
    }

    @Test("cannot have been sent if the host has no address")
    func unresolved() async throws {
        let error = await failure(try CurlClient(), CurlRequest(.get, "https://host.invalid/"))
        #expect(error?.code == .resolve)
        #expect(error?.requestMayHaveBeenSent == false)
    }

    @Test(
        "may have been sent if the connection breaks before the answer, and is not sent again",
        arguments: [CurlRequest.Method.post, .patch]
    )
    func brokenAfterSending(method: CurlRequest.Method) async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ request in
            request.method == "GET" ? .response(status: 200, headers: [], body: []) : .close
        }) { server in
            // The GET leaves a connection open, on which libcurl would send it again on its own.
            _ = try await client.execute(CurlRequest(.get, server.url))
            let error = await failure(client, CurlRequest(method, server.url, body: [1]))
            #expect(error?.code == .connectionLost)
            #expect(error?.requestMayHaveBeenSent == true)
            #expect(server.requests.count { $0.method == method.rawValue } == 1)
        }
    }

    @Test("is sent again by libcurl only if it is repeatable, on a kept connection that turned out to be dead")
    func deadKeptConnection() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ request in
            request.number == 2 ? .close : .response(status: 200, headers: [], body: [])
        }) { server in
            _ = try await client.execute(CurlRequest(.get, server.url))
            let response = try await client.execute(CurlRequest(.get, server.url))
            #expect(response.status == 200)
            #expect(server.requests.map(\.connection) == [1, 1, 2])
        }
    }

    @Test("is refused to libcurl a second time unless it is repeatable", arguments: CurlRequest.Method.allCases)
    func secondSending(method: CurlRequest.Method) throws {
        let transfer = try CurlTransfer(CurlTicket(number: 1, request: CurlRequest(method, "https://host.invalid/")))
        #expect(transfer.aboutToSend())
        #expect(transfer.aboutToSend() == method.isIdempotent)
    }

    @Test("may have been sent if the answer breaks off")
    func brokenAnswer() async throws {
        let client = try CurlClient()
        let half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"
        try await LoopbackServer.with({ _ in .bytesThenClose(Array(half.utf8)) }) { server in
            let error = await failure(client, CurlRequest(.post, server.url))
            #expect(error?.code == .connectionLost)
            #expect(error?.requestMayHaveBeenSent == true)
        }
    }

    @Test("ends at its deadline, whether nothing arrives or too little")
    func deadline() async throws {
        let client = try CurlClient()
        let begun = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1"
        try await LoopbackServer.with({ $0.target == "/silent" ? .silence : .bytes(Array(begun.utf8)) }) { server in
            for target in ["/silent", "/slow"] {
                let error = await failure(
                    client,
                    CurlRequest(.post, server.url + target, deadline: .milliseconds(100))
                )
                #expect(error?.code == .deadlineExceeded)
                #expect(error?.requestMayHaveBeenSent == true)
            }
        }
    }

    @Test("ends when its task is cancelled, and closes its connection")
    func cancellation() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ _ in .silence }) { server in
            let task = Task { await failure(client, CurlRequest(.post, server.url)) }
            var arrivals = server.arrivals.makeAsyncIterator()
            _ = await arrivals.next()
            task.cancel()
            let error = await task.value
            #expect(error?.code == .cancelled)
            #expect(error?.requestMayHaveBeenSent == true)
        }
    }

    @Test("is not sent if its task was cancelled before")
    func earlyCancellation() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ _ in .silence }) { server in
            let error = await withTaskGroup(of: CurlError?.self) { group in
                group.cancelAll()
                group.addTask { await failure(client, CurlRequest(.post, server.url)) }
                return await group.next() ?? nil
            }
            #expect(error?.code == .cancelled)
            #expect(error?.requestMayHaveBeenSent == false)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("ends when the client is closed, and a closed client sends nothing")
    func closing() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ _ in .silence }) { server in
            let task = Task { await failure(client, CurlRequest(.get, server.url)) }
            var arrivals = server.arrivals.makeAsyncIterator()
            _ = await arrivals.next()
            client.close()
            client.close()
            #expect(await task.value?.code == .closed)
            #expect(await failure(client, CurlRequest(.get, server.url))?.requestMayHaveBeenSent == false)
            #expect(server.requests.count == 1)
        }
    }

    @Test("ends when the body exceeds its limit, announced or not")
    func oversizedBody() async throws {
        let client = try CurlClient()
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n5\r\n12345\r\n0\r\n\r\n"
        try await LoopbackServer.with({
            $0.target == "/chunked"
                ? .bytes(Array(chunked.utf8))
                : .response(status: 200, headers: [], body: Array(repeating: 1, count: 10))
        }) { server in
            for target in ["/chunked", "/announced"] {
                var request = CurlRequest(.get, server.url + target, maximumResponseBytes: 10)
                let response = try await client.execute(request)
                #expect(response.body.count == 10)
                request.maximumResponseBytes = 9
                let error = await failure(client, request)
                #expect(error?.code == .responseTooLarge)
                #expect(error?.requestMayHaveBeenSent == true)
            }
        }
    }

    @Test("ends when the headers never end")
    func oversizedHeaders() async throws {
        let client = try CurlClient()
        let line = "X-Filler: " + String(repeating: "x", count: 1000) + "\r\n"
        let answer = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 100)
        try await LoopbackServer.with({ _ in .bytes(Array(answer.utf8)) }) { server in
            #expect(await failure(client, CurlRequest(.get, server.url))?.code == .responseTooLarge)
        }
    }

    @Test("ends if the answer is not HTTP")
    func notHTTP() async throws {
        let client = try CurlClient()
        try await LoopbackServer.with({ _ in .bytesThenClose(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)) }) { server in
            #expect(await failure(client, CurlRequest(.get, server.url))?.code == .protocolViolation)
        }
    }

    @Test(
        "is refused before it is sent if its URL is not allowed",
        arguments: [
            "http://198.18.0.1/", "http://127.0.0.1.example.com/", "ftp://127.0.0.1/", "file:///etc/passwd", "/v2", "",
            "https://user:word@host.invalid/", "https://host.invalid/a b", "https://host.invalid/\u{e9}",
        ]
    )
    func refusedURL(url: String) async throws {
        let error = await failure(try CurlClient(), CurlRequest(.get, url))
        #expect(error?.code == .invalidRequest)
        #expect(error?.requestMayHaveBeenSent == false)
    }

    @Test(
        "is refused before it is sent if a header would break its line",
        arguments: ["a\r\nX-Evil: b", "a\0b", "\u{e9}"]
    )
    func refusedHeader(value: String) async throws {
        let request = CurlRequest(.get, "https://host.invalid/", headers: [CurlHeader("X", value)])
        #expect(await failure(try CurlClient(), request)?.code == .invalidRequest)
    }
}
