package import Foundation
internal import Synchronization

/// A program that a test runs. `Foundation.Process` is not used, because its wait needs a run loop and does not end
/// while another child holds its socket, which happens when tests run concurrently.
package final class ChildProcess: Sendable {
    /// Why a program did not start or failed.
    package struct Failure: Error {
        /// What happened.
        package let message: String

        init(message: String) { self.message = message }
    }

    private struct State: Sendable {
        var output: [UInt8] = []
        var isAtEnd = false
        var status: Int32?
        var waiters: [Waiter] = []
    }

    private struct Waiter: Sendable {
        let id: UUID
        let condition: @Sendable (borrowing State) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    /// Its process id.
    package let id: pid_t
    private let state = Mutex(State())

    /// Starts a program; standard output and standard error are read together, standard input is empty.
    package init(_ path: String, _ arguments: [String]) throws {
        let (id, reader) = try Self.spawning.withLock { _ in try Self.spawn(path, arguments) }
        self.id = id
        Thread.detachNewThread { self.read(reader) }
        Thread.detachNewThread { self.reap() }
    }

    /// Held while a program starts, so that no other one inherits its pipe in between.
    private static let spawning = Mutex(())

    private static func spawn(_ path: String, _ arguments: [String]) throws -> (id: pid_t, reader: Int32) {
        var descriptors: [Int32] = [0, 0]
        guard unsafe pipe(&descriptors) == 0 else { throw Failure(message: "no pipe") }
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        defer { close(descriptors[1]) }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, descriptors[1], 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, descriptors[1], 2)
        var words: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var id: pid_t = 0
        let result = unsafe posix_spawn(&id, path, &actions, nil, &words, environ)
        guard result == 0 else {
            close(descriptors[0])
            throw Failure(message: "\(path) did not start: error \(result)")
        }
        return (id, descriptors[0])
    }

    /// Runs a program to its end and returns its output; throws if it did not exit with 0.
    package static func run(_ path: String, _ arguments: [String]) async throws -> String {
        let (exitCode, text) = try await result(of: path, arguments)
        guard exitCode == 0 else { throw Failure(message: "\(path): \(text)") }
        return text
    }

    /// Runs a program to its end.
    ///
    /// - Returns: its exit code, nil if a signal ended it, and its output.
    package static func result(of path: String, _ arguments: [String]) async throws -> (exitCode: Int32?, text: String)
    {
        let process = try ChildProcess(path, arguments)
        await process.wait { $0.isAtEnd && $0.status != nil }
        let (status, text) = process.state.withLock { ($0.status, String(decoding: $0.output, as: UTF8.self)) }
        // Same as WIFEXITED and WEXITSTATUS, macros that Swift does not see.
        return (status.flatMap { $0 & 0x7F == 0 ? ($0 >> 8) & 0xFF : nil }, text)
    }

    /// Its output so far.
    package var text: String { state.withLock { String(decoding: $0.output, as: UTF8.self) } }

    /// Waits until it has written `text`; throws if it ended without it.
    package func waitFor(_ text: String, times: Int = 1) async throws {
        let bytes = Array(text.utf8)
        await wait { $0.output.ranges(of: bytes).count >= times || $0.status != nil }
        guard self.text.ranges(of: text).count >= times else { throw Failure(message: self.text) }
    }

    /// How a program ended.
    package enum Ending: Hashable, Sendable {
        /// On its own, with this code.
        case exited(Int32)
        /// By this signal.
        case signalled(Int32)
    }

    /// Waits for its end.
    package func ended() async -> Ending {
        await wait { $0.isAtEnd && $0.status != nil }
        let status = state.withLock { $0.status } ?? 0
        // Same as WIFEXITED, WEXITSTATUS and WTERMSIG, macros that Swift does not see.
        return status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .signalled(status & 0x7F)
    }

    /// Sends a signal only to it, unless it has ended: its id may have been reused.
    package func send(_ signal: Int32) {
        state.withLock { if $0.status == nil { kill(id, signal) } }
    }

    /// Kills it and all its descendants.
    package func killAll() {
        for child in Self.descendants(of: id) { kill(child, SIGKILL) }
        // Not if it has ended: its id may have been reused.
        state.withLock { if $0.status == nil { kill(id, SIGKILL) } }
    }

    /// Stops it and all its descendants, as if its machine hung. ``killAll()`` still works.
    package func freezeAll() {
        for child in Self.descendants(of: id) + [id] { kill(child, SIGSTOP) }
    }

    private func wait(_ condition: @escaping @Sendable (borrowing State) -> Bool) async {
        let id = UUID()
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                // A cancelled wait ends immediately.
                let isCancelled = Task.isCancelled
                update { state in
                    let waiter = Waiter(
                        id: id,
                        condition: { state in isCancelled || condition(state) },
                        continuation: continuation
                    )
                    state.waiters.append(waiter)
                }
            }
        } onCancel: {
            let waiter: Waiter? = state.withLock { state in
                guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiters.remove(at: index)
            }
            waiter?.continuation.resume()
        }
    }

    private func read(_ descriptor: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe Foundation.read(descriptor, &buffer, buffer.count)
            if count <= 0 { break }
            update { $0.output += buffer[..<count] }
        }
        close(descriptor)
        update { $0.isAtEnd = true }
    }

    private func reap() {
        var status: Int32 = 0
        // Waits without collecting the status, so that the id stays ours until the lock is held.
        var information = unsafe siginfo_t()
        unsafe waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT)
        update { state in
            unsafe waitpid(id, &status, 0)
            state.status = status
        }
    }

    private func update(_ change: (inout State) -> Void) {
        let ready = state.withLock { state in
            change(&state)
            let waiters = state.waiters
            state.waiters = waiters.filter { !$0.condition(state) }
            return waiters.filter { $0.condition(state) }.map(\.continuation)
        }
        for continuation in ready { continuation.resume() }
    }

    private static func descendants(of process: pid_t) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let parents = names.compactMap { name -> (pid_t, pid_t)? in
            guard let id = pid_t(name), let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                let close = stat.lastIndex(of: ")")
            else { return nil }
            let fields = stat[stat.index(after: close)...].split(separator: " ")
            return fields.count > 1 ? pid_t(fields[1]).map { (id, $0) } : nil
        }
        var found: [pid_t] = []
        var next = [process]
        while let parent = next.popLast() {
            let children = parents.filter { $0.1 == parent }.map(\.0)
            found += children
            next += children
        }
        return found
    }
}
