import Foundation
import SSH
import TestSSHServer
import Testing
import Workspaces

@testable import Providers

/// Over a real sshd, which needs root to log in users; skipped elsewhere.
@Suite(.enabled(if: TestSSHServer.isAvailable, "needs root and sshd"), .timeLimit(.minutes(15)))
struct HostRegistrarTests {
    private func request(_ server: TestSSHServer, fingerprint: String) -> HostRegistrationRequest {
        HostRegistrationRequest(
            address: "127.0.0.1",
            port: Port(rawValue: server.port),
            user: "root",
            fingerprint: fingerprint,
            operatorKey: server.userKey.privateKey,
            daemonKey: SSHKeyPair.generate(comment: "moorage daemon")
        )
    }

    /// sshd reads `authorized_keys` where the fixture put it; the session writes to the one in the home, which is a
    /// link to it.
    private func link(_ server: TestSSHServer) throws -> String {
        let keys = server.directory.path + "/authorized_keys"
        try FileManager.default.createDirectory(
            atPath: server.directory.path + "/.ssh",
            withIntermediateDirectories: true
        )
        try FileManager.default.createSymbolicLink(
            atPath: server.directory.path + "/.ssh/authorized_keys",
            withDestinationPath: keys
        )
        return keys
    }

    @Test func `a machine that fails a requirement learns why, and nothing is written on it`() async throws {
        try await TestSSHServer.run { server in
            let keys = try link(server)
            let before = try String(contentsOfFile: keys, encoding: .utf8)
            var requirements = HostRequirements()
            requirements.minimumMemoryMiB = .max
            let registration = try await HostRegistrar(connector: SSHHostConnector(), requirements: requirements)
                .register(request(server, fingerprint: server.hostKey.fingerprint))
            #expect(!registration.isAccepted)
            #expect(registration.verdicts.contains { $0.requirement == .memory && !$0.passed })
            #expect(try String(contentsOfFile: keys, encoding: .utf8) == before)
        }
    }

    @Test func `a wrong fingerprint is refused with the found keys`() async throws {
        try await TestSSHServer.run { server in
            let other = SSHKeyPair.generate(comment: "").publicKey.pin
            let registrar = HostRegistrar(connector: SSHHostConnector())
            let error = await #expect(throws: ProviderError.self) {
                try await registrar.register(request(server, fingerprint: other.fingerprint))
            }
            #expect(error?.disposition == .waitForOperator(.hostKey))
            for pin in [other, server.hostKey, server.ecdsaHostKey] {
                #expect(error?.message.contains(pin.fingerprint) == true)
            }
            #expect(!server.logText.contains("Accepted"))
            let malformed = await #expect(throws: ProviderError.self) {
                try await registrar.register(request(server, fingerprint: "MD5:00:11"))
            }
            #expect(malformed?.disposition == .permanent)
        }
    }

    @Test func `an ECDSA fingerprint finds its key's type`() async throws {
        try await TestSSHServer.run { server in
            let registration = try await HostRegistrar(connector: SSHHostConnector())
                .register(request(server, fingerprint: server.ecdsaHostKey.fingerprint))
            #expect(registration.hostKey == server.ecdsaHostKey)
        }
    }

    @Test func `an accepted machine has our key, and a log-in with it was tried`() async throws {
        try await TestSSHServer.run { server in
            let keys = try link(server)
            var request = request(server, fingerprint: server.hostKey.fingerprint)
            let registrar = HostRegistrar(
                connector: WellEquippedConnector(),
                requirements: HostRequirements(),
                now: { 1_790_000_000 }
            )
            let registration = try await registrar.register(request)
            #expect(registration.isAccepted)
            #expect(registration.hostKey == server.hostKey)
            let line = request.daemonKey.publicKey.line
            #expect(try String(contentsOfFile: keys, encoding: .utf8).hasSuffix(line + "\n"))
            // The operator and the daemon.
            try await server.waitForLog("Accepted publickey", times: 2)
            #expect(server.logText.components(separatedBy: "Accepted publickey").count == 3)

            // If sshd does not read the written file, the log-in fails and so does the registration.
            try FileManager.default.removeItem(atPath: server.directory.path + "/.ssh/authorized_keys")
            request.daemonKey = SSHKeyPair.generate(comment: "another")
            let error = await #expect(throws: ProviderError.self) { try await registrar.register(request) }
            #expect(error?.message.contains("refuses our key") == true)
        }
    }

    @Test func `our key is added once, beside the existing ones`() async throws {
        try await TestSSHServer.run { server in
            let keys = try link(server)
            // The last line has no line end, as an editor may have left it.
            let before = "# operator's keys\n\(server.userKey.publicKey.line)"
            try before.write(toFile: keys, atomically: false, encoding: .utf8)
            let session = try await SSHHostConnector().connectAsOperator(
                to: HostEndpoint(
                    address: "127.0.0.1",
                    port: Port(rawValue: server.port),
                    user: "root",
                    hostKeyPins: [server.hostKey],
                    privateKey: server.userKey.privateKey
                )
            )
            let key = SSHKeyPair.generate(comment: "moorage it's").publicKey
            try await session.installKey(key)
            try await session.installKey(key)
            await session.close()
            #expect(try String(contentsOfFile: keys, encoding: .utf8) == "\(before)\n\(key.line)\n")
        }
    }
}
