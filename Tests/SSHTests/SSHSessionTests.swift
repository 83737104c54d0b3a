import Foundation
import SSH
import TestSSHServer
import Testing

/// Against a real sshd, which needs root to log in users; skipped elsewhere.
@Suite(.enabled(if: TestSSHServer.isAvailable, "needs root and sshd"), .timeLimit(.minutes(15)))
struct SSHSessionTests {
    private static func withSession<Value>(
        _ body: (SSHSession, TestSSHServer) async throws -> Value
    ) async throws -> Value {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            let value = try await body(session, server)
            await session.close()
            return value
        }
    }

    /// Bytes without a pattern, from a generator that is fast without optimisation (xorshift, Marsaglia).
    private static func randomBytes(_ count: Int) -> [UInt8] {
        var state = UInt64.random(in: 1 ... .max)
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                unsafe buffer[index] = UInt8(truncatingIfNeeded: state)
            }
            initialized = count
        }
    }

    @Test func `a command's streams and exit code are returned separately`() async throws {
        try await Self.withSession { session, _ in
            let result = try await session.execute("echo out; echo err >&2; exit 7", timeout: .seconds(10))
            #expect(result.termination == .exited(7))
            #expect(result.standardOutput == Array("out\n".utf8))
            #expect(result.standardError == Array("err\n".utf8))
        }
    }

    @Test func `a signal that ended a command is reported`() async throws {
        try await Self.withSession { session, _ in
            let killed = try await session.execute("kill -KILL $$", timeout: .seconds(10))
            #expect(killed.termination == .signalled("KILL"))
            #expect(!killed.isSuccess)
        }
    }

    @Test func `megabytes pass concurrently in both directions, byte for byte`() async throws {
        try await Self.withSession { session, _ in
            let bytes = Self.randomBytes(16 * 1024 * 1024)
            let result = try await session.execute(
                "cat",
                standardInput: bytes,
                timeout: .seconds(60),
                outputLimit: 32 * 1024 * 1024
            )
            #expect(result.isSuccess)
            #expect(result.standardOutput == bytes)
            #expect(result.standardError.isEmpty)
        }
    }

    @Test func `megabytes pass while the server repeatedly requests new keys`() async throws {
        try await TestSSHServer.run(options: ["RekeyLimit 1M"]) { server in
            let session = try await SSHSession.connect(server.configuration())
            let bytes = Self.randomBytes(8 * 1024 * 1024)
            let result = try await session.execute(
                "cat",
                standardInput: bytes,
                timeout: .seconds(60),
                outputLimit: 32 * 1024 * 1024
            )
            #expect(result.standardOutput == bytes)
            await session.close()
        }
    }

    @Test func `megabytes on both output streams do not stall each other`() async throws {
        try await Self.withSession { session, _ in
            // Standard error is filled first, then standard output, each beyond the capacity of any pipe and window.
            let result = try await session.execute(
                "head -c 5000000 /dev/zero >&2; head -c 5000000 /dev/zero | tr '\\0' x",
                timeout: .seconds(60),
                outputLimit: 20_000_000
            )
            #expect(result.standardError == [UInt8](repeating: 0, count: 5_000_000))
            #expect(result.standardOutput == [UInt8](repeating: 0x78, count: 5_000_000))
        }
    }

    @Test func `a command that does not read its input still ends`() async throws {
        try await Self.withSession { session, _ in
            let bytes = [UInt8](repeating: 1, count: 8 * 1024 * 1024)
            let result = try await session.execute("exit 3", standardInput: bytes, timeout: .seconds(20))
            #expect(result.termination == .exited(3))
        }
    }

    @Test func `a command reads its input after it closed its output`() async throws {
        try await Self.withSession { session, server in
            let bytes = Self.randomBytes(4 * 1024 * 1024)
            let path = server.directory.appending(path: "late").path
            let result = try await session.execute(
                "exec >&- 2>&-; cat >\(path)",
                standardInput: bytes,
                timeout: .seconds(120)
            )
            #expect(result.isSuccess)
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
        }
    }

    @Test func `a thousand short commands run on one session`() async throws {
        try await Self.withSession { session, _ in
            for number in 0..<1000 {
                let result = try await session.execute("echo \(number)", timeout: .seconds(120))
                try #require(result.standardOutput == Array("\(number)\n".utf8))
            }
        }
    }

    @Test func `more commands than channels share a session`() async throws {
        try await Self.withSession { session, _ in
            try await withThrowingTaskGroup { group in
                for number in 0..<40 {
                    group.addTask {
                        let bytes = [UInt8](repeating: UInt8(number), count: 300_000)
                        let result = try await session.execute("cat", standardInput: bytes, timeout: .seconds(60))
                        #expect(result.standardOutput == bytes)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a long command's silence does not delay a short one`() async throws {
        try await Self.withSession { session, server in
            let path = server.directory.appending(path: "go").path
            async let long = session.execute(
                "while [ ! -e \(path) ]; do sleep 0.01; done; echo long",
                timeout: .seconds(30)
            )
            for _ in 0..<20 {
                #expect(try await session.execute("echo short", timeout: .seconds(10)).isSuccess)
            }
            #expect(try await session.execute("touch \(path)", timeout: .seconds(10)).isSuccess)
            let output = try await long.standardOutput
            #expect(output == Array("long\n".utf8))
        }
    }

    @Test func `a server that dies during a stream is noticed immediately`() async throws {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            let watcher = try await SSHSession.connect(server.configuration())
            let path = server.directory.appending(path: "started").path
            let stream = Task {
                try await session.execute(
                    "echo yes >\(path); exec yes",
                    timeout: .seconds(60),
                    outputLimit: 1 << 40
                )
            }
            let wait = "while [ ! -s \(path) ]; do sleep 0.01; done"
            #expect(try await watcher.execute(wait, timeout: .seconds(10)).isSuccess)
            server.kill()
            let error = await #expect(throws: SSHError.self) { try await stream.value }
            #expect(error?.code == .disconnected)
            #expect(error?.remoteCommand == .unknown)
            let after = await #expect(throws: SSHError.self) {
                try await session.execute("true", timeout: .seconds(10))
            }
            #expect(after?.code == .disconnected)
        }
    }

    @Test func `closing ends operations in progress, and may be repeated`() async throws {
        try await Self.withSession { session, server in
            let path = server.directory.appending(path: "pid").path
            let command = Task {
                try await session.execute("echo $$ >\(path); exec sleep 1000", timeout: .seconds(60))
            }
            let wait = "while [ ! -s \(path) ]; do sleep 0.01; done"
            let waited = try await session.execute(wait, timeout: .seconds(10))
            #expect(waited.isSuccess)
            await session.close()
            await session.close()
            let error = await #expect(throws: SSHError.self) { try await command.value }
            #expect(error?.code == .disconnected)
            // No connection is left that could end it.
            let process = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines)
            kill(try #require(pid_t(process)), SIGKILL)
        }
    }

    @Test func `text that cannot be passed to a shell is refused`() async throws {
        try await Self.withSession { session, _ in
            for command in ["a\0b", String(repeating: "x", count: 40_000)] {
                let error = await #expect(throws: SSHError.self) {
                    try await session.execute(command, timeout: .seconds(10))
                }
                #expect(error?.code == .invalidArgument)
            }
        }
    }

    @Test func `unusual characters reach the shell unchanged`() async throws {
        try await Self.withSession { session, _ in
            let text = "it's \"50%\" of $HOME `x` \\ é 🛥\n!tail"
            let result = try await session.execute(
                "printf %s \(ShellQuoting.quote(text))",
                timeout: .seconds(10)
            )
            #expect(String(decoding: result.standardOutput, as: UTF8.self) == text)
        }
    }
}
