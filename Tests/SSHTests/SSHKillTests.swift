import Foundation
import TestSSHServer
import Testing

@testable import SSH

/// Against a real sshd, which needs root to log in users; skipped elsewhere. The host is this machine, so its processes
/// can be checked directly.
@Suite(.enabled(if: TestSSHServer.isAvailable, "needs root and sshd"), .timeLimit(.minutes(15)))
struct SSHKillTests {
    /// Starts two processes and one in its own process group, writes their ids, and waits.
    private static func script(_ path: String) -> String {
        """
        sleep 1000 &
        a=$!
        setsid sleep 1000 &
        echo $$ $a $! >\(path).new
        mv \(path).new \(path)
        wait
        """
    }

    private static func processes(_ path: String) throws -> [Int32] {
        try String(contentsOfFile: path, encoding: .utf8)
            .split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { Int32($0) }
    }

    /// A process that has ended without being waited for (a zombie) is not alive.
    private static func isAlive(_ process: Int32) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let close = stat.lastIndex(of: ")")
        else { return false }
        return !stat[stat.index(after: close)...].hasPrefix(" Z")
    }

    @Test func `a command that runs out of time is gone, with everything that it started`() async throws {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            let path = server.directory.appending(path: "pids").path
            let error = await #expect(throws: SSHError.self) {
                try await session.execute(Self.script(path), timeout: .seconds(1))
            }
            #expect(error?.code == .timedOut)
            #expect(error?.remoteCommand == .gone)
            let processes = try Self.processes(path)
            #expect(processes.count == 3)
            for process in processes { #expect(!Self.isAlive(process)) }
            #expect(try await session.execute("echo on", timeout: .seconds(10)).isSuccess)
            await session.close()
        }
    }

    @Test func `a cancelled command is gone when the cancellation has been answered`() async throws {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            let path = server.directory.appending(path: "pids").path
            let command = Task { try await session.execute(Self.script(path), timeout: .seconds(60)) }
            let wait = "while [ ! -e \(path) ]; do sleep 0.01; done"
            #expect(try await session.execute(wait, timeout: .seconds(10)).isSuccess)
            command.cancel()
            let error = await #expect(throws: SSHError.self) { try await command.value }
            #expect(error?.code == .cancelled)
            #expect(error?.remoteCommand == .gone)
            for process in try Self.processes(path) { #expect(!Self.isAlive(process)) }
            await session.close()
        }
    }

    @Test func `a command that ignores SIGTERM is killed`() async throws {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            let path = server.directory.appending(path: "pids").path
            let error = await #expect(throws: SSHError.self) {
                try await session.execute(
                    "trap '' TERM; echo $$ >\(path); while :; do sleep 0.1; done",
                    timeout: .seconds(1)
                )
            }
            #expect(error?.remoteCommand == .gone)
            for process in try Self.processes(path) { #expect(!Self.isAlive(process)) }
            await session.close()
        }
    }

    @Test func `endless output is cut off`() async throws {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            let error = await #expect(throws: SSHError.self) {
                try await session.execute("yes", timeout: .seconds(30), outputLimit: 100_000)
            }
            #expect(error?.code == .outputLimitExceeded)
            #expect(error?.remoteCommand == .gone)
            #expect(try await session.execute("echo on", timeout: .seconds(10)).isSuccess)
            await session.close()
        }
    }

    @Test func `endless output does not outlast its time limit limit`() async throws {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            let error = await #expect(throws: SSHError.self) {
                try await session.execute("yes", timeout: .milliseconds(300), outputLimit: 1 << 40)
            }
            #expect(error?.code == .timedOut)
            #expect(error?.remoteCommand == .gone)
            await session.close()
        }
    }

    @Test func `a command can be cancelled at any time`() async throws {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            for moment in 0..<25 {
                // The session's own messages are the clock: after this many round trips the command is cancelled.
                let command = Task { try await session.execute("sleep 1000", timeout: .seconds(600)) }
                for _ in 0..<moment { try await session.makeRoundTrip() }
                command.cancel()
                let error = await #expect(throws: SSHError.self) { try await command.value }
                #expect(error?.code == .cancelled)
                #expect(error?.remoteCommand != .unknown)
            }
            #expect(try await session.execute("echo on", timeout: .seconds(60)).isSuccess)
            await session.close()
        }
    }

    @Test func `a command on a host that hangs ends at its time limit, with an unknown outcome`() async throws {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            let path = server.directory.appending(path: "pid").path
            let command = Task {
                try await session.execute("echo $$ >\(path); sleep 1000", timeout: .seconds(3))
            }
            let wait = "while [ ! -s \(path) ]; do sleep 0.01; done"
            #expect(try await session.execute(wait, timeout: .seconds(3)).isSuccess)
            server.freeze()
            let error = await #expect(throws: SSHError.self) { try await command.value }
            #expect(error?.code == .timedOut)
            #expect(error?.remoteCommand == .unknown)
            await session.close()
        }
    }

    @Test func `every channel can be cut off at once`() async throws {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            let watcher = try await SSHSession.connect(server.configuration())
            let folder = server.directory.path
            let count = SSHSession.maximumConcurrentCommands
            let commands = (0..<count).map { number in
                Task { try await session.execute("touch \(folder)/on-\(number); sleep 1000", timeout: .seconds(60)) }
            }
            let wait = "while [ $(ls \(folder) | grep -c on-) -lt \(count) ]; do sleep 0.01; done"
            #expect(try await watcher.execute(wait, timeout: .seconds(30)).isSuccess)
            for command in commands { command.cancel() }
            for command in commands {
                let error = await #expect(throws: SSHError.self) { try await command.value }
                #expect(error?.code == .cancelled)
                #expect(error?.remoteCommand == .gone)
            }
            #expect(try await session.execute("echo on", timeout: .seconds(10)).isSuccess)
            await session.close()
        }
    }
}

extension SSHSession {
    /// Opens and closes a channel, which starts no process on the host.
    fileprivate func makeRoundTrip() async throws {
        try await release(openChannel(until: .now + .seconds(60)))
    }
}
