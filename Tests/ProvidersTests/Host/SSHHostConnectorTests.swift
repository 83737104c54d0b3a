import SSH
import TestSSHServer
import Testing
import Workspaces

@testable import Providers

/// Over a real sshd, which needs root to log in users; skipped elsewhere.
@Suite(.enabled(if: TestSSHServer.isAvailable, "needs root and sshd"), .timeLimit(.minutes(15)))
struct SSHHostConnectorTests {
    private func endpoint(_ server: TestSSHServer, pins: [HostKeyPin]? = nil) -> HostEndpoint {
        HostEndpoint(
            address: "127.0.0.1",
            port: Port(rawValue: server.port),
            user: "root",
            hostKeyPins: pins ?? [server.hostKey],
            privateKey: server.userKey.privateKey
        )
    }

    @Test func `a changed host key waits for an operator and names both keys`() async throws {
        try await TestSSHServer.run { server in
            let expected = SSHKeyPair.generate(comment: "").publicKey.pin
            let error = await #expect(throws: ProviderError.self) {
                try await SSHHostConnector().connect(to: endpoint(server, pins: [expected]))
            }
            #expect(error?.disposition == .waitForOperator(.hostKey))
            #expect(error?.message.contains(expected.fingerprint) == true)
            #expect(error?.message.contains(server.hostKey.fingerprint) == true)
        }
    }

    @Test func `a machine that is not reachable yet is tried again`() async throws {
        let server = try await TestSSHServer.start()
        server.stop()
        let error = await #expect(throws: ProviderError.self) {
            try await SSHHostConnector().connect(to: endpoint(server))
        }
        #expect(error?.disposition == .transient(retryAfter: nil))
    }

    @Test func `a host key is replaced, and either key is accepted meanwhile`() async throws {
        try await TestSSHServer.run { server in
            let layout = try await StubHostProgram.make(on: server).layout
            let next = SSHKeyPair.generate(comment: "next")
            let pins = [server.hostKey, next.publicKey.pin]
            func session() async throws -> SSHHostSession {
                let session = try await SSHSession.connect(server.configuration(pins: pins))
                return SSHHostSession(session, address: "127.0.0.1", layout: layout)
            }
            let first = try await session()
            try await first.stageHostKey(Secret(next.privateKey.reveal()))
            let staged = try await session()
            #expect(staged.session.hostKey == server.hostKey)
            try await first.activateHostKey()
            try await first.activateHostKey()
            let second = try await session()
            #expect(second.session.hostKey == next.publicKey.pin)
            for session in [first, staged, second] { await session.close() }
        }
    }

    @Test func `a text that is not a key never replaces the host key`() async throws {
        try await TestSSHServer.run { server in
            let layout = try await StubHostProgram.make(on: server).layout
            let session = SSHHostSession(
                try await SSHSession.connect(server.configuration()),
                address: "127.0.0.1",
                layout: layout
            )
            try await session.stageHostKey(Secret("not a key"))
            let error = await #expect(throws: ProviderError.self) { try await session.activateHostKey() }
            #expect(error?.disposition == .permanent)
            #expect(error?.message.contains("staged") == true)
            let again = try await SSHSession.connect(server.configuration())
            #expect(again.hostKey == server.hostKey)
            await again.close()
            await session.close()
        }
    }
}
