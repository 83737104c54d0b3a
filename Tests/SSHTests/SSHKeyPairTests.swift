import Foundation
import SSH
import TestSSHServer
import Testing

@Suite struct SSHKeyPairTests {
    /// ssh-keygen checks our output; without it there is nothing to compare with.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen"), "needs ssh-keygen"))
    func `ssh-keygen reads a generated key and prints the same fingerprints`() async throws {
        for comment in ["", "x", "daemon@moorage", "with spaces and more"] {
            let pair = SSHKeyPair.generate(comment: comment)
            let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: file) }
            #expect(
                FileManager.default.createFile(
                    atPath: file.path,
                    contents: Data(pair.privateKey.reveal().utf8),
                    attributes: [.posixPermissions: 0o600]
                )
            )
            #expect(try await keygen("-y", "-f", file.path) == pair.publicKey.line)
            #expect(try await keygen("-l", "-f", file.path).contains(pair.publicKey.pin.fingerprint))
        }
    }

    @Test func `a stored key is read back`() throws {
        let pair = SSHKeyPair.generate(comment: "daemon")
        let again = try SSHKeyPair(openSSH: pair.privateKey.reveal())
        #expect(again.publicKey == pair.publicKey)
    }

    @Test func `two keys differ`() {
        #expect(SSHKeyPair.generate(comment: "").publicKey != SSHKeyPair.generate(comment: "").publicKey)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen"), "needs ssh-keygen"))
    func `other keys are refused with their type`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        _ = try await keygen("-q", "-t", "ed25519", "-N", "secret phrase", "-f", file.path)
        let encrypted = try String(contentsOf: file, encoding: .utf8)
        let error = #expect(throws: SSHError.self) { try SSHKeyPair(openSSH: encrypted) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains("passphrase") == true)
        #expect(throws: SSHError.self) { try SSHKeyPair(openSSH: "-----BEGIN RSA PRIVATE KEY-----") }
        #expect(throws: SSHError.self) { try SSHKeyPair(openSSH: "") }
    }

    private func keygen(_ arguments: String...) async throws -> String {
        try await ChildProcess.run("/usr/bin/ssh-keygen", arguments).trimmingCharacters(in: .newlines)
    }
}
