import Curl
import Foundation
import TestSSHServer

/// A database with a real `moorage serve --role api`: the test defines the operations in progress.
struct ServedAPI {
    /// Output that the server did not write.
    struct Silence: Error, CustomStringConvertible {
        let description: String
    }

    static let user = "ann@example.org"
    private static let password = "SecurePass123!"
    private static let announcement = "Server started and listening on 127.0.0.1:"

    let database: CommandDatabase
    let url: String
    let token: String
    private let server: ChildProcess

    /// Creates a user with a token, serves, runs `body`, and ends the server.
    static func run(_ body: (ServedAPI) async throws -> Void) async throws {
        try await CommandDatabase.run { database in
            try await database.prepare()
            _ = try await CommandLineTool.run(
                ["user", "create", user],
                environment: ["DATABASE_URL": database.url, "MOORAGE_DATA_DIR": database.folder],
                input: password + "\n"
            )
            let (server, port) = try await serve(database, port: 0)
            defer { server.killAll() }
            let url = "http://127.0.0.1:\(port)"
            try await body(ServedAPI(database: database, url: url, token: try await token(url), server: server))
        }
    }

    private static func serve(_ database: CommandDatabase, port: Int) async throws -> (ChildProcess, Int) {
        let server = try ChildProcess(
            "/usr/bin/env",
            [
                "-i", "PATH=/usr/bin:/bin", "DATABASE_URL=\(database.url)", "MOORAGE_DATA_DIR=\(database.folder)",
                "MOORAGE_PLAYBOOKS_DIR=playbooks", "MOORAGE_HTTP_ADDRESS=127.0.0.1:\(port)", CommandLineTool.program,
                "serve", "--role", "api",
            ]
        )
        do {
            try await server.waitFor(announcement)
            let digits = server.text.split(separator: announcement, maxSplits: 1).last?.prefix { $0.isNumber } ?? ""
            guard let port = Int(digits) else { throw Silence(description: server.text) }
            return (server, port)
        } catch {
            server.killAll()
            throw Silence(description: server.text)
        }
    }

    private static func token(_ url: String) async throws -> String {
        struct Answer: Decodable { let token: String }
        let credentials = Data("\(user):\(password)".utf8).base64EncodedString()
        let response = try await CurlClient().execute(
            CurlRequest(
                .post,
                url + "/api/auth/tokens/",
                headers: [
                    CurlHeader("Authorization", "Basic \(credentials)", isSecret: true),
                    CurlHeader("Content-Type", "application/json"),
                ],
                body: Array(#"{"name":"cli","scopes":["write"]}"#.utf8)
            )
        )
        return try JSONDecoder().decode(Answer.self, from: Data(response.body)).token
    }

    /// Ends the server by a signal, runs `body` while nothing answers, and serves again on the same port during `then`.
    func restart(
        by signal: Int32,
        _ body: () async throws -> Void,
        then: () async throws -> Void
    ) async throws {
        server.send(signal)
        _ = await server.ended()
        try await body()
        let port = url.split(separator: ":").last.flatMap { Int($0) } ?? 0
        let (next, _) = try await Self.serve(database, port: port)
        defer { next.killAll() }
        try await then()
    }

    /// The environment of a command over the API: nothing of the database.
    var environment: [String: String] { ["MOORAGE_URL": url, "MOORAGE_TOKEN": token] }

    /// Runs a command over the API.
    func moorage(_ arguments: [String], with more: [String: String] = [:]) async throws -> CommandLineTool.Result {
        try await CommandLineTool.run(arguments, environment: environment.merging(more) { _, given in given })
    }

    /// Runs a command on the database.
    func onDatabase(_ arguments: [String]) async throws -> CommandLineTool.Result {
        try await CommandLineTool.run(
            arguments,
            environment: ["DATABASE_URL": database.url, "MOORAGE_DATA_DIR": database.folder]
        )
    }

    /// Starts a command over the API.
    func start(_ arguments: String...) throws -> ChildProcess {
        try ChildProcess(
            "/usr/bin/env",
            ["-i", "PATH=/usr/bin:/bin"] + environment.map { "\($0.key)=\($0.value)" } + [CommandLineTool.program]
                + arguments
        )
    }
}
