import Foundation
import SSH
import TestSSHServer
import Testing
import Workspaces

@testable import Providers

/// Over a real sshd, which needs root to log in users; skipped elsewhere.
@Suite(.enabled(if: TestSSHServer.isAvailable, "needs root and sshd"), .timeLimit(.minutes(15)))
struct SSHHostSessionDriftTests {
    private let run = HostRunKey(rawValue: "sweep-1")

    private func withHost(
        real: Bool = false,
        _ body: (SSHHostSession, StubHostProgram) async throws -> Void
    ) async throws {
        try await TestSSHServer.run { server in
            let program = real ? try await StubHostProgram.real(on: server) : try await StubHostProgram.make(on: server)
            let session = SSHHostSession(
                try await SSHSession.connect(server.configuration()),
                address: "127.0.0.1",
                layout: program.layout
            )
            try await session.installPlaybooks(program.archive, digest: program.digest)
            try await body(session, program)
            await session.close()
        }
    }

    private func workspace() throws -> WorkspaceID { try #require(WorkspaceID("ws7x2k4")) }

    private func calls(_ program: StubHostProgram) throws -> String {
        try String(contentsOfFile: program.layout.state + "/calls", encoding: .utf8)
    }

    @Test func `drift is queried with the workspace's ports`() async throws {
        try await withHost { session, program in
            try program.answer(HostDriftTests.answer, to: "drift")
            let ports = [Port(rawValue: 14929), Port(rawValue: 16237)]
            let drift = try await session.drift(of: try workspace(), ports: ports)
            #expect(drift.findings.contains { $0.kind == .portForeign })
            #expect(try calls(program).contains("drift ws7x2k4 14929 16237\n"))
            let tooMany = (1...17).map { Port(rawValue: $0) }
            let error = await #expect(throws: ProviderError.self) {
                try await session.drift(of: try workspace(), ports: tooMany)
            }
            #expect(error?.disposition == .permanent)
        }
    }

    @Test(arguments: ["", "{}", "[]", "null", String(repeating: "[", count: 10_000), "{\"workspace\":\"ws7x2k4\"}"])
    func `an invalid answer is a temporary error`(answer: String) async throws {
        try await withHost { session, program in
            try program.answer(answer, to: "drift")
            try program.answer(answer, to: "inventory")
            try program.answer(answer, to: "remove")
            let errors = [
                await #expect(throws: ProviderError.self) { try await session.drift(of: try workspace(), ports: []) },
                await #expect(throws: ProviderError.self) { try await session.inventory() },
                await #expect(throws: ProviderError.self) {
                    try await session.removeOrphan(try workspace(), epoch: LeaseEpoch(rawValue: 1), run: run)
                },
            ]
            #expect(errors.allSatisfy { $0?.disposition == .transient(retryAfter: nil) })
            #expect(errors.allSatisfy { ($0?.message.count ?? 0) < 400 })
        }
    }

    @Test func `an inventory's pages are joined, and a host that never ends is abandoned`() async throws {
        try await withHost { session, program in
            func page(_ name: String, next: String) -> String {
                #"{"workspace":"\#(name)","parts":["user"],"runs":0,"active_runs":[],"age_seconds":1,"idle_seconds":1}"#
                    + "\n" + #"{"end":true,"next":"\#(next)","host":{"boot_id":"","machine_id":"","disk_free_mib":1}}"#
            }
            let names = (100..<130).map { "ws00\($0)" }
            for (index, name) in names.enumerated() {
                try program.answer(page(name, next: name), to: "inventory" + (index == 0 ? "" : names[index - 1]))
            }
            let endless = try await session.inventory()
            #expect(endless.workspaces.count == SSHHostSession.maximumInventoryPages)
            #expect(endless.isTruncated)
            try program.answer(page(names[2], next: ""), to: "inventory" + names[1])
            let whole = try await session.inventory()
            #expect(whole.workspaces.map(\.id.rawValue) == Array(names[...2]))
            #expect(!whole.isTruncated)
        }
    }

    @Test func `an orphan's removal is a run under an epoch, and an older one is fenced`() async throws {
        try await withHost { session, program in
            try program.answer("7", to: "epoch")
            try program.answer(#"{"state":"started"}"#, to: "remove")
            func remove(_ epoch: Int64) async throws -> HostRunState {
                try await session.removeOrphan(try workspace(), epoch: LeaseEpoch(rawValue: epoch), run: run)
            }
            #expect(try await remove(7) == .running)
            #expect(try calls(program).contains("remove ws7x2k4 7 sweep-1\n"))
            try program.answer(#"{"state":"absent"}"#, to: "remove")
            #expect(try await remove(8) == .absent)
            let error = await #expect(throws: ProviderError.self) { try await remove(6) }
            #expect(error?.disposition == .fenced)
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/python3"), "needs python3"))
    func `the real program's drift of a missing workspace is understood`() async throws {
        try await withHost(real: true) { session, _ in
            let unknown = try #require(WorkspaceID("ws0nowhere0"))
            let drift = try await session.drift(of: unknown, ports: [Port(rawValue: 1)])
            #expect(!drift.isInstalled)
            #expect(drift.findings.map(\.kind) == [.notInstalled])
            #expect(drift.ports == [HostDrift.PortUse(port: Port(rawValue: 1), service: "", state: .free)])
            #expect(drift.host.diskTotalMiB > 0)
            #expect(drift.host.bootID.count == 36)
        }
    }
}
