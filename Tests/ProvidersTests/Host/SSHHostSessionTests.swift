import Foundation
import SSH
import TestSSHServer
import Testing
import Workspaces

@testable import Providers

/// Over a real sshd, which needs root to log in users; skipped elsewhere.
@Suite(.enabled(if: TestSSHServer.isAvailable, "needs root and sshd"), .timeLimit(.minutes(15)))
struct SSHHostSessionTests {
    private let run = HostRunKey(rawValue: "ws7x2k4-deploy-1")

    private func withHost(
        _ body: (SSHHostSession, StubHostProgram, TestSSHServer) async throws -> Void
    ) async throws {
        try await TestSSHServer.run { server in
            let stub = try await StubHostProgram.make(on: server)
            let session = SSHHostSession(
                try await SSHSession.connect(server.configuration()),
                address: "127.0.0.1",
                layout: stub.layout
            )
            try await body(session, stub, server)
            await session.close()
        }
    }

    private func workspace() throws -> WorkspaceID { try #require(WorkspaceID("ws7x2k4")) }

    private func someRun(_ stub: StubHostProgram, playbook: String = "deploy_workspace.yml") throws -> HostRun {
        HostRun(key: run, workspace: try workspace(), playbook: playbook, playbooks: stub.digest, bundle: stub.digest)
    }

    @Test func `facts take one exec and change nothing`() async throws {
        try await withHost { session, stub, _ in
            let facts = try await session.facts()
            #expect(facts.hasRoot)
            #expect(facts.vcpu > 0)
            #expect(facts.listeners.contains { $0.process == "sshd" })
            #expect(!FileManager.default.fileExists(atPath: stub.layout.state))
        }
    }

    @Test func `playbooks are installed once, completely, and runnable`() async throws {
        try await withHost { session, stub, _ in
            try await session.installPlaybooks(stub.archive, digest: stub.digest)
            try await session.installPlaybooks(stub.archive, digest: stub.digest)
            let folder = stub.layout.playbooks(stub.digest)
            #expect(FileManager.default.isExecutableFile(atPath: folder + "/bin/moorage-host"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: stub.layout.playbooks) == [stub.digest.hex])
            let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
            #expect(mode == 0o755)
        }
    }

    @Test func `playbooks that do not match their digest are not installed`() async throws {
        try await withHost { session, stub, _ in
            let error = await #expect(throws: ProviderError.self) {
                try await session.installPlaybooks(stub.archive + [0], digest: stub.digest)
            }
            #expect(error?.disposition == .transient(retryAfter: nil))
            let remains = try FileManager.default.contentsOfDirectory(atPath: stub.layout.playbooks)
            #expect(remains.isEmpty)
        }
    }

    @Test func `a bundle is uploaded only for root, and an older epoch is fenced`() async throws {
        try await withHost { session, stub, _ in
            try await session.installPlaybooks(stub.archive, digest: stub.digest)
            let bundle = Secret(Array("bundle with a secret".utf8))
            let digest = try await StubHostProgram.digest(of: bundle.reveal(), in: stub.folder)
            func install(_ epoch: Int64) async throws {
                try await session.installBundle(
                    bundle,
                    digest: digest,
                    workspace: try workspace(),
                    epoch: LeaseEpoch(rawValue: epoch)
                )
            }
            try await install(7)
            #expect(try String(contentsOfFile: stub.layout.state + "/mode", encoding: .utf8) == "600\n")
            let error = await #expect(throws: ProviderError.self) { try await install(6) }
            #expect(error?.disposition == .fenced)
            // The refused upload was removed by the session.
            let remains = try FileManager.default.contentsOfDirectory(atPath: stub.layout.uploads)
            #expect(remains.isEmpty)
        }
    }

    @Test func `a run is started, followed and stopped by its name`() async throws {
        try await withHost { session, stub, _ in
            try await session.installPlaybooks(stub.archive, digest: stub.digest)
            let started = try await session.start(try someRun(stub), epoch: LeaseEpoch(rawValue: 1))
            #expect(started == .running)
            #expect(try await session.follow(run, from: 0, patience: .zero).state == .absent)
            #expect(try await session.stop(run, workspace: try workspace(), epoch: LeaseEpoch(rawValue: 1)))
            let calls = try String(contentsOfFile: stub.layout.state + "/calls", encoding: .utf8)
            #expect(calls.contains("start ws7x2k4 1 \(run) deploy_workspace.yml \(stub.digest)"))
            #expect(calls.contains("stop ws7x2k4 1 \(run)"))
        }
    }

    @Test func `events are read from an offset until the end`() async throws {
        try await withHost { session, stub, _ in
            try await session.installPlaybooks(stub.archive, digest: stub.digest)
            let line = #"{"event":"ok","role":"","task":"T","index":1,"total":2,"duration_ms":5,"message":""}"# + "\n"
            try stub.write(line + line, to: "events.jsonl", of: run)
            try stub.write(#"{"state":"running"}"#, to: "state", of: run)
            let first = try await session.follow(run, from: 0, patience: .seconds(30))
            #expect(first.events.count == 2)
            #expect(first.state == .running)
            try stub.write(line + line + line, to: "events.jsonl", of: run)
            try stub.write(#"{"state":"finished","exit_code":0,"size":999}"#, to: "state", of: run)
            let second = try await session.follow(run, from: first.offset, patience: .seconds(30))
            #expect(second.events.count == 1)
            #expect(second.state == .finished(exitCode: 0))
        }
    }

    @Test func `following waits for news on the host`() async throws {
        try await withHost { session, stub, _ in
            try await session.installPlaybooks(stub.archive, digest: stub.digest)
            try stub.write("", to: "events.jsonl", of: run)
            try stub.write(#"{"state":"running"}"#, to: "state", of: run)
            // The unit is active as long as this file exists.
            let unit = stub.layout.state + "/active-"
            #expect(FileManager.default.createFile(atPath: unit, contents: nil))
            var layout = stub.layout
            layout.unitIsActive = "test -e \(unit) -a -n"
            let other = SSHHostSession(session.session, address: "127.0.0.1", layout: layout)
            let following = Task { try await other.follow(run, from: 0, patience: .seconds(60)) }
            // The command on the host is waiting once its first check is over: the shell sleeps.
            let wait = "while ! pgrep -f 'sleep 0[.]25' >/dev/null; do sleep 0.01; done"
            #expect(try await session.execute(wait, timeout: .seconds(20)).isSuccess)
            let line = #"{"event":"start","role":"","task":"","index":0,"total":2,"duration_ms":0,"message":""}"# + "\n"
            try stub.write(line, to: "events.jsonl", of: run)
            let progress = try await following.value
            #expect(progress.events.map(\.event) == [.start])
        }
    }

    @Test func `following ends when the time is up`() async throws {
        try await withHost { session, stub, _ in
            try await session.installPlaybooks(stub.archive, digest: stub.digest)
            try stub.write("", to: "events.jsonl", of: run)
            try stub.write(#"{"state":"running"}"#, to: "state", of: run)
            var layout = stub.layout
            layout.unitIsActive = "true"
            let other = SSHHostSession(session.session, address: "127.0.0.1", layout: layout)
            let progress = try await other.follow(run, from: 0, patience: .milliseconds(500))
            #expect(progress.events.isEmpty)
            #expect(progress.offset == 0)
            #expect(progress.state == .running)
        }
    }

    @Test func `a service's answer is cleaned`() async throws {
        try await withHost { session, stub, _ in
            try await session.installPlaybooks(stub.archive, digest: stub.digest)
            let health = try await session.verify(try workspace())
            #expect(health.map(\.service) == ["redis", "daphne"])
            #expect(health.map(\.healthy) == [true, false])
            #expect(health[1].detail == " [31m503")
        }
    }

    @Test func `a failure contains the program's message, and its class`() async throws {
        try await withHost { session, stub, _ in
            try await session.installPlaybooks(stub.archive, digest: stub.digest)
            let error = await #expect(throws: ProviderError.self) {
                try await session.start(try someRun(stub, playbook: "missing.yml"), epoch: LeaseEpoch(rawValue: 1))
            }
            #expect(error?.disposition == .transient(retryAfter: nil))
            #expect(error?.message.contains("no  [1msuch playbook") == true)
            let unsafe = await #expect(throws: ProviderError.self) {
                try await session.follow(HostRunKey(rawValue: "../../etc"), from: 0, patience: .zero)
            }
            #expect(unsafe?.disposition == .permanent)
        }
    }

    @Test func `a new session finds the program`() async throws {
        try await withHost { session, stub, server in
            try await session.installPlaybooks(stub.archive, digest: stub.digest)
            let again = SSHHostSession(
                try await SSHSession.connect(server.configuration()),
                address: "127.0.0.1",
                layout: stub.layout
            )
            #expect(try await again.follow(run, from: 0, patience: .zero).state == .absent)
            await again.close()
        }
    }

    @Test func `a host without the program is reported`() async throws {
        try await withHost { session, _, _ in
            let error = await #expect(throws: ProviderError.self) { try await session.verify(try workspace()) }
            #expect(error?.disposition == .transient(retryAfter: nil))
            #expect(error?.message.contains("moorage-host verify") == true)
        }
    }

    @Test func `a full disk waits for an operator`() async throws {
        try await withHost { session, stub, _ in
            try await session.installPlaybooks(stub.archive, digest: stub.digest)
            let state = stub.layout.state
            // 1 MiB of memory as a disk, over the folder with the uploads.
            _ = try await ChildProcess.run("/bin/mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", state])
            var error: ProviderError?
            do {
                let bundle = [UInt8](repeating: 1, count: 3_000_000)
                let digest = try await StubHostProgram.digest(of: bundle, in: stub.folder)
                error = await #expect(throws: ProviderError.self) {
                    try await session.installBundle(
                        Secret(bundle),
                        digest: digest,
                        workspace: try workspace(),
                        epoch: LeaseEpoch(rawValue: 1)
                    )
                }
            }
            _ = try await ChildProcess.run("/bin/umount", [state])
            #expect(error?.disposition == .waitForOperator(.disk))
            #expect(error?.message.contains(state) == true)
        }
    }

    @Test func `a lost connection is transient`() async throws {
        try await withHost { session, _, server in
            server.kill()
            let error = await #expect(throws: ProviderError.self) { try await session.facts() }
            #expect(error?.disposition == .transient(retryAfter: nil))
        }
    }
}
