import Foundation
import LoopbackHTTP
import Testing
import Workspaces

/// The commands' messages about servers that refuse, fail, or are not an API.
@Suite(.timeLimit(.minutes(2)))
struct APIAnswerCommandTests {
    private static let token = "mrg_never-to-be-seen"
    private static let workspace =
        (try? RecordEncoder.bytes(Workspace.example)).map { String(decoding: $0, as: UTF8.self) } ?? ""

    private func moorage(_ server: LoopbackServer, _ arguments: String...) async throws -> CommandLineTool.Result {
        let result = try await CommandLineTool.run(
            arguments,
            environment: ["MOORAGE_URL": server.url, "MOORAGE_TOKEN": Self.token]
        )
        #expect(!result.output.contains(Self.token))
        return result
    }

    @Test func `a busy API is asked again when it says so, within bounds`() async throws {
        for status in [429, 503] {
            try await LoopbackServer.with({ request in
                request.number == 1
                    ? .json(status, #"{"detail":"Slowly."}"#, headers: [("Retry-After", "1")])
                    : .json(200, Self.workspace)
            }) { server in
                let result = try await moorage(server, "workspace", "show", "ws7x2k4")
                #expect(result.exitCode == 0, "\(result.output)")
                #expect(result.output.contains("workspace_id     ws7x2k4"))
                #expect(server.requests.count == 2)
                #expect(server.requests[0].headers["authorization"] == "Bearer \(Self.token)")
            }
        }
        try await LoopbackServer.with({ _ in
            .json(429, #"{"detail":"Slowly."}"#, headers: [("Retry-After", "3600")])
        }) { server in
            let result = try await moorage(server, "workspace", "show", "ws7x2k4")
            #expect(result.exitCode == 1 && result.output == "Slowly. Ask again in 3600 s.\n")
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        arguments: [
            (LoopbackReply.json(500, #"{"detail":"It broke; id 7."}"#), "failed (500): It broke; id 7."),
            (.json(502, "<html>"), "failed (502)"),
            (.response(status: 301, headers: [("Location", "https://x.test/")], body: []), "https://x.test/"),
            (.json(404, "<html>"), "check MOORAGE_URL"),
            (.json(403, #"{"detail":"This token lacks\u001b[31m the scope read."}"#), "lacks[31m the scope read.\n"),
            (.json(200, "[]"), "does not understand"),
            (.json(200, "<html>"), "does not understand"),
            (.bytesThenClose(Array("SSH-2.0-x\r\n".utf8)), "gave an incomplete answer"),
        ]
    )
    func `a server's answer is reported plainly`(_ reply: LoopbackReply, _ says: String) async throws {
        try await LoopbackServer.with({ _ in reply }) { server in
            let result = try await moorage(server, "why", "ws7x2k4")
            #expect(result.exitCode == 1)
            #expect(result.output.contains(says), "\(result.output)")
            #expect(server.requests.allSatisfy { $0.method == "GET" })
        }
    }

    @Test func `a lost create call is repeated with its key, and a lost cancel is not`() async throws {
        try await LoopbackServer.with({ request in
            request.number == 1 ? .close : .json(201, Self.workspace)
        }) { server in
            let result = try await moorage(server, "workspace", "create", "n")
            #expect(result.exitCode == 0 && result.output == "ws7x2k4\n", "\(result.output)")
            let keys = server.requests.map { $0.headers["idempotency-key"] }
            #expect(keys.count == 2 && keys[0] == keys[1] && keys[0]?.isEmpty == false)
        }
        try await LoopbackServer.with({ _ in .close }) { server in
            let result = try await moorage(server, "workspace", "cancel", "ws7x2k4")
            #expect(result.exitCode == 1 && result.output.contains("may still be in progress"), "\(result.output)")
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        arguments: [
            (["MOORAGE_URL": "http://198.18.0.1", "MOORAGE_TOKEN": token], "MOORAGE_ALLOW_PLAIN_HTTP=yes"),
            (["MOORAGE_URL": "http://127.0.0.1:1"], "MOORAGE_TOKEN_FILE"),
            (["MOORAGE_URL": "http://127.0.0.1:1", "MOORAGE_TOKEN_FILE": "/nonexistent"], "MOORAGE_TOKEN_FILE is"),
            (["MOORAGE_URL": "https://ann:\(token)@x.test", "MOORAGE_TOKEN": token], "a user name or a password"),
            (["MOORAGE_URL": "x.test", "MOORAGE_TOKEN": token], "MOORAGE_URL is not the URL"),
            (["MOORAGE_URL": "https://x.test/?a", "MOORAGE_TOKEN": token], "a query or a fragment"),
            (
                ["MOORAGE_URL": "https://x.test", "MOORAGE_TOKEN": token, "MOORAGE_CA_FILE": "/nonexistent"],
                "MOORAGE_CA_FILE"
            ),
            (["MOORAGE_URL": "https://x.test", "MOORAGE_TOKEN": "\(token)\u{7}"], "not printable ASCII"),
        ]
    )
    func `invalid settings are refused without revealing the secret`(
        _ environment: [String: String],
        _ says: String
    ) async throws {
        let result = try await CommandLineTool.run(["workspace", "list"], environment: environment)
        #expect(result.exitCode == 2)
        #expect(result.output.contains(says), "\(result.output)")
        #expect(!result.output.contains(Self.token))
    }

    @Test func `a missing server is reported`() async throws {
        let result = try await CommandLineTool.run(
            ["logs", "ws7x2k4", "-f"],
            environment: ["MOORAGE_URL": "http://127.0.0.1:1", "MOORAGE_TOKEN": Self.token]
        )
        #expect(result.exitCode == 1)
        #expect(result.output.hasPrefix("Nothing answers at http://127.0.0.1:1 (Couldn't connect to server)."))
    }
}
