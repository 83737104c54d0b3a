import Foundation
import Synchronization
import TestSSHServer

/// A proxy to Postgres that breaks at commits: every nth time the connection ends, before the server received the
/// commit, or after it was carried out and before its answer came back.
final class CommitCutter: Sendable {
    /// How often each has happened.
    struct Cuts: Sendable {
        var before = 0
        var after = 0
    }

    private struct State {
        var commits = 0
        var cuts = Cuts()
        var isOpen = true
    }

    /// Its listening port on 127.0.0.1.
    let port: UInt16
    private let listener: Int32
    private let server: UInt16
    /// One of this many commits is cut.
    private let interval: Int
    private let state = Mutex(State())

    /// Listens, and forwards to a server on a port of 127.0.0.1.
    init(to server: UInt16, everySoManyCommits interval: Int) throws {
        self.server = server
        self.interval = interval
        port = try FreePort.find()
        listener = try LoopbackSocket.listen(on: port)
        Thread.detachNewThread { self.accept() }
    }

    /// How often connections were cut.
    var cuts: Cuts { state.withLock(\.cuts) }

    /// Ends it; connections through it end too.
    func close() {
        state.withLock { $0.isOpen = false }
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
    }

    private func accept() {
        while state.withLock(\.isOpen) {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { return }
            Thread.detachNewThread {
                self.serve(client)
                Glibc.close(client)
            }
        }
    }

    private func serve(_ client: Int32) {
        guard let upstream = try? LoopbackSocket.connect(to: server) else { return }
        defer { Glibc.close(upstream) }
        var messages = FrontendMessages()
        while let ready = LoopbackSocket.wait(client, upstream) {
            if ready.second {
                guard let bytes = LoopbackSocket.read(upstream), LoopbackSocket.write(bytes, to: client) else { return }
            }
            guard ready.first else { continue }
            guard let bytes = LoopbackSocket.read(client) else { return }
            for message in messages.add(bytes) {
                let cut = message.commits ? nextCut() : nil
                if cut == .before { return }
                guard LoopbackSocket.write(message.bytes, to: upstream) else { return }
                if cut == .after { return awaitAnswer(upstream) }
            }
        }
    }

    private enum Cut { case before, after }

    private func nextCut() -> Cut? {
        state.withLock { state in
            state.commits += 1
            guard state.commits.isMultiple(of: interval) else { return nil }
            if state.commits.isMultiple(of: 2 * interval) {
                state.cuts.after += 1
                return .after
            }
            state.cuts.before += 1
            return .before
        }
    }

    /// Reads until the server is ready for the next query, so that the commit is carried out.
    private func awaitAnswer(_ upstream: Int32) {
        var answer: [UInt8] = []
        while let bytes = LoopbackSocket.read(upstream) {
            answer += bytes
            // ReadyForQuery: Z, a length of 5, and a status.
            if answer.suffix(6).starts(with: [0x5A, 0, 0, 0, 5]) { return }
        }
    }
}
