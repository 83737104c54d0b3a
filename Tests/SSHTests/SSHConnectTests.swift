import Foundation
import SSH
import TestSSHServer
import Testing

/// Against a real sshd, which needs root to log in users; skipped elsewhere.
@Suite(.enabled(if: TestSSHServer.isAvailable, "needs root and sshd"), .timeLimit(.minutes(15)))
struct SSHConnectTests {
    @Test func `a wrong pin is refused before anything is sent, and the found key is reported`() async throws {
        try await TestSSHServer.run { server in
            let other = SSHKeyPair.generate(comment: "").publicKey.pin
            let error = await #expect(throws: SSHError.self) {
                try await SSHSession.connect(server.configuration(pins: [other]))
            }
            #expect(error?.code == .hostKeyMismatch)
            #expect(error?.foundHostKey == server.hostKey)
            // A later log-in logs a line after everything that the refused connection could have caused.
            try await SSHSession.connect(server.configuration()).close()
            try await server.waitForLog("Accepted publickey")
            let log = server.logText
            #expect(log.components(separatedBy: "Accepted publickey").count == 2)
            #expect(!log.contains("Failed"))
        }
    }

    @Test func `only the pinned key's type is offered`() async throws {
        try await TestSSHServer.run { server in
            for pin in [server.hostKey, server.ecdsaHostKey] {
                let session = try await SSHSession.connect(server.configuration(pins: [pin]))
                #expect(session.hostKey == pin)
                await session.close()
            }
        }
    }

    @Test func `either of two pins is accepted while a key is replaced`() async throws {
        try await TestSSHServer.run { server in
            let next = SSHKeyPair.generate(comment: "").publicKey.pin
            let session = try await SSHSession.connect(server.configuration(pins: [next, server.hostKey]))
            #expect(session.hostKey == server.hostKey)
            await session.close()
        }
    }

    @Test func `a wrong key and an unknown user are refused`() async throws {
        try await TestSSHServer.run { server in
            let stranger = SSHKeyPair.generate(comment: "stranger")
            for configuration in [server.configuration(key: stranger), server.configuration(user: "no-such-user")] {
                let error = await #expect(throws: SSHError.self) { try await SSHSession.connect(configuration) }
                #expect(error?.code == .authenticationFailed)
            }
        }
    }

    @Test func `a text that is not a key is refused without revealing it`() async throws {
        try await TestSSHServer.run { server in
            var configuration = server.configuration()
            configuration.privateKey = SSHPrivateKey(openSSH: "sentinel-secret")
            let error = await #expect(throws: SSHError.self) { try await SSHSession.connect(configuration) }
            #expect(error?.code == .invalidArgument)
            #expect(error?.description.contains("sentinel") == false)
        }
    }

    @Test func `no pin means no connection`() async throws {
        let configuration = SSHConfiguration(
            address: "127.0.0.1",
            port: 1,
            user: "root",
            hostKeyPins: [],
            privateKey: SSHPrivateKey(openSSH: "")
        )
        let error = await #expect(throws: SSHError.self) { try await SSHSession.connect(configuration) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func `a closed port and an unknown name are distinguished from silence`() async throws {
        let closed = try SilentListener(isListening: false)
        var configuration = SSHConfiguration(
            address: "127.0.0.1",
            port: closed.port,
            user: "root",
            hostKeyPins: [
                try #require(HostKeyPin(keyType: .ed25519, fingerprint: "SHA256:" + String(repeating: "A", count: 43)))
            ],
            privateKey: SSHPrivateKey(openSSH: "")
        )
        var error = await #expect(throws: SSHError.self) { try await SSHSession.connect(configuration) }
        #expect(error?.code == .connectFailed)
        configuration.address = "no-such-host.invalid"
        error = await #expect(throws: SSHError.self) { try await SSHSession.connect(configuration) }
        #expect(error?.code == .connectFailed)
        #expect(error?.message.contains("does not resolve") == true)
    }

    @Test func `a silent server leads to the deadline`() async throws {
        let listener = try SilentListener()
        let configuration = SSHConfiguration(
            address: "127.0.0.1",
            port: listener.port,
            user: "root",
            hostKeyPins: [SSHKeyPair.generate(comment: "").publicKey.pin],
            privateKey: SSHKeyPair.generate(comment: "").privateKey,
            connectTimeout: .milliseconds(100)
        )
        let error = await #expect(throws: SSHError.self) { try await SSHSession.connect(configuration) }
        #expect(error?.code == .timedOut)
    }

    @Test func `connecting can be cancelled`() async throws {
        let listener = try SilentListener()
        let configuration = SSHConfiguration(
            address: "127.0.0.1",
            port: listener.port,
            user: "root",
            hostKeyPins: [SSHKeyPair.generate(comment: "").publicKey.pin],
            privateKey: SSHKeyPair.generate(comment: "").privateKey,
            connectTimeout: .seconds(60)
        )
        let connecting = Task { try await SSHSession.connect(configuration) }
        connecting.cancel()
        let error = await #expect(throws: SSHError.self) { try await connecting.value }
        #expect(error?.code == .cancelled)
    }

    @Test func `the host's keys are read without logging in`() async throws {
        try await TestSSHServer.run { server in
            let ed25519 = try await SSHHostKeyScan.read(
                .ed25519,
                from: "127.0.0.1",
                port: server.port,
                timeout: .seconds(10)
            )
            #expect(ed25519 == server.hostKey)
            let ecdsa = try await SSHHostKeyScan.read(
                .ecdsaP256,
                from: "127.0.0.1",
                port: server.port,
                timeout: .seconds(10)
            )
            #expect(ecdsa == server.ecdsaHostKey)
        }
    }

    @Test func `a host without a key of the type returns none`() async throws {
        try await TestSSHServer.run(options: ["HostKeyAlgorithms ssh-ed25519"]) { server in
            let ecdsa = try await SSHHostKeyScan.read(
                .ecdsaP256,
                from: "127.0.0.1",
                port: server.port,
                timeout: .seconds(10)
            )
            #expect(ecdsa == nil)
        }
    }

    @Test func `fifty sessions work concurrently`() async throws {
        try await TestSSHServer.run { server in
            try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let session = try await SSHSession.connect(server.configuration())
                        let result = try await session.execute("echo \(number)", timeout: .seconds(30))
                        await session.close()
                        return result.standardOutput
                    }
                }
                var found: Set<[UInt8]> = []
                for try await output in group { found.insert(output) }
                #expect(found == Set((0..<50).map { Array("\($0)\n".utf8) }))
            }
        }
    }
}
