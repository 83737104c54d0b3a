import Foundation
import SSH
import TestSSHServer
import Testing

/// An unsuitable machine is refused with a reason, and nothing is written on it or recorded.
@Suite(.enabled(if: TestSSHServer.isAvailable, "needs root and openssh-server"))
struct HostCommandTests {
    @Test func `a host that presents a key other than the given one is refused`() async throws {
        try await withServer(reporting: []) { database, server, add in
            let result = try await add("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
            #expect(result.exitCode == 1)
            #expect(result.output.contains("Compare the fingerprint on its own console."), "\(result.output)")
            #expect(try await database.hostCount() == 0)
        }
    }

    @Test(arguments: [
        ("memory_kib 2000000", "FAIL memory"), ("systemd ", "FAIL systemd"), ("distribution fedora", "FAIL operating"),
    ])
    func `a machine that lacks a requirement is refused with the evidence`(line: String, verdict: String) async throws {
        try await withServer(reporting: [line]) { database, server, add in
            let result = try await add(server.hostKey.fingerprint)
            #expect(result.exitCode == 1)
            #expect(result.output.contains(verdict), "\(result.output)")
            #expect(result.output.contains("The machine was refused; nothing was written to it."))
            #expect(try await database.hostCount() == 0)
            // Only facts were requested.
            #expect(try String(contentsOfFile: "\(server.directory.path)/calls", encoding: .utf8) == "call\n")
        }
    }

    /// A server that answers every command with the facts of a good machine, except for these lines.
    private func withServer(
        reporting lines: [String],
        _ body: (
            CommandDatabase, TestSSHServer, _ add: (_ fingerprint: String) async throws -> CommandLineTool.Result
        ) async throws -> Void
    ) async throws {
        let script = FileManager.default.temporaryDirectory.appending(path: "moorage-facts-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: script) }
        try await CommandDatabase.run { database in
            try await database.prepare()
            try await TestSSHServer.run(options: ["ForceCommand /bin/sh \(script)"]) { server in
                try Self.facts(lines, calls: "\(server.directory.path)/calls")
                    .write(toFile: script, atomically: true, encoding: .utf8)
                let keyFile = "\(database.folder)/operator"
                let key = Data(server.userKey.privateKey.reveal().utf8)
                try key.write(to: URL(filePath: keyFile))
                try await body(database, server) { fingerprint in
                    try await database.moorage(
                        "host",
                        "add",
                        "127.0.0.1",
                        "--shared",
                        "--fingerprint",
                        fingerprint,
                        "--port",
                        "\(server.port)",
                        "--key-file",
                        keyFile
                    )
                }
            }
        }
    }

    private static func facts(_ changes: [String], calls: String) -> String {
        var facts = [
            "distribution": "debian", "version": "12", "architecture": "x86_64", "systemd": "252",
            "machine_id": "0123456789abcdef0123456789abcdef", "vcpu": "4", "memory_kib": "8000000",
            "disk_kib": "50000000", "root": "yes", "python": "3.11.2", "sockets": "ss",
        ]
        for change in changes {
            let parts = change.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            facts[String(parts[0])] = parts[1].isEmpty ? nil : String(parts[1])
        }
        let lines = facts.map { "echo '\($0.key) \($0.value)'" }
        return (["echo call >>\(calls)"] + lines + ["echo clock $(date +%s.%N)", "echo end end"]).joined(
            separator: "\n"
        )
            + "\n"
    }
}
