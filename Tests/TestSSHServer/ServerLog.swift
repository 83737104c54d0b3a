internal import Foundation
internal import Synchronization

/// What a server writes to standard error, read by a thread of its own so that the pipe never fills.
final class ServerLog: Sendable {
    private struct State {
        var text = ""
        var isEnded = false
        var continuation: CheckedContinuation<Bool, Never>?

        var answer: Bool? {
            if text.contains("Server listening on") { return true }
            return isEnded ? false : nil
        }
    }

    private let state = Mutex(State())

    init(_ handle: FileHandle) {
        Thread.detachNewThread {
            while case let data = handle.availableData, !data.isEmpty {
                self.update { $0.text += String(decoding: data, as: UTF8.self) }
            }
            self.update { $0.isEnded = true }
        }
    }

    var text: String { state.withLock { $0.text } }

    /// False when the server ended before it listened.
    func waitForListening() async -> Bool {
        await withCheckedContinuation { continuation in
            update { $0.continuation = continuation }
        }
    }

    private func update(_ change: (inout State) -> Void) {
        let ready: (CheckedContinuation<Bool, Never>, Bool)? = state.withLock { state in
            change(&state)
            guard let answer = state.answer, let continuation = state.continuation else { return nil }
            state.continuation = nil
            return (continuation, answer)
        }
        if let (continuation, answer) = ready { continuation.resume(returning: answer) }
    }
}
