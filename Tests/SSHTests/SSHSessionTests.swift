import Foundation
import SSH
import TestSSHServer
import Testing

/// Against a real sshd, which needs root to log users in; skipped elsewhere.
@Suite(.enabled(if: TestSSHServer.isAvailable, "needs root and sshd"), .timeLimit(.minutes(2)))
struct SSHSessionTests {
    @Test func `a command's streams and exit code come back apart`() async throws {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            let result = try await session.execute("echo out; echo err >&2; exit 7", timeout: .seconds(10))
            #expect(result.termination == .exited(7))
            #expect(result.standardOutput == Array("out\n".utf8))
            #expect(result.standardError == Array("err\n".utf8))
            await session.close()
        }
    }
}
