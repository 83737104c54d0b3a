import Foundation
import TestSSHServer

/// A running `moorage serve`: the real program, in its own process.
struct DaemonProcess: Sendable {
    private let process: ChildProcess

    /// Starts one with nothing of this process's environment; a program of another version if one is named.
    init(_ program: String = Self.program, environment: [String: String]) throws {
        process = try ChildProcess(
            "/usr/bin/env",
            ["-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"] + environment.map { "\($0.key)=\($0.value)" }
                + [program, "serve"]
        )
    }

    /// Its process id, which is part of its name.
    var id: Int32 { process.id }

    /// Kill -9.
    func kill() { process.send(SIGKILL) }

    /// Asks it to hand over and end.
    func terminate() { process.send(SIGTERM) }

    /// Freezes it, like a paused machine.
    func stop() { process.send(SIGSTOP) }

    /// Continues it as if no time had passed.
    func resume() { process.send(SIGCONT) }

    /// Waits for its end.
    func ended() async -> ChildProcess.Ending { await process.ended() }

    /// Waits until it has written something; throws if it ended without it, or took too long.
    func waitFor(_ text: String, within patience: Duration = .seconds(60)) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [process] in try await process.waitFor(text) }
            group.addTask { [process] in
                try await Task.sleep(for: patience)
                throw Silence(awaited: text, output: process.text)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Output that was never written, and the actual output.
    struct Silence: Error, CustomStringConvertible {
        let awaited: String
        let output: String
        var description: String { "never wrote '\(awaited)', but:\n\(output)" }
    }

    /// Its output.
    var output: String { process.text }

    /// Waits until the kernel reports that it is stopped.
    func waitUntilStopped() async {
        while let text = try? String(contentsOfFile: "/proc/\(process.id)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")"),
            !text[end...].hasPrefix(") T")
        {
            await Task.yield()
        }
    }

    /// It is built beside the tests.
    static let program: String = {
        let arguments = CommandLine.arguments
        let bundle = arguments.firstIndex(of: "--test-bundle-path").map { arguments[$0 + 1] } ?? arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appending(path: "moorage").path
    }()
}
