import Synchronization

/// The bytes of a streamed body between the loop's thread, which puts them in, and the one task that takes them out.
final class CurlPieces: Sendable {
    /// What came since the last call.
    struct Piece: Sendable {
        let bytes: [UInt8]
        /// More is kept back until the transfer is resumed.
        let wasPostponed: Bool
    }

    /// What may lie here, beside one piece of libcurl's (16 KiB): enough to be taken in few turns.
    private static let limit = 256 * 1024

    private struct State {
        var bytes: [UInt8] = []
        var isPostponed = false
        var isFinished = false
        var taker: CheckedContinuation<Piece?, Never>?
    }

    private let state = Mutex(State())

    /// Puts bytes in; false when those that lie here must be taken first.
    func put(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (isTaken, taker) = state.withLock { state -> (Bool, CheckedContinuation<Piece?, Never>?) in
            if let taker = state.taker {
                state.taker = nil
                return (true, taker)
            }
            guard state.bytes.count < Self.limit else {
                state.isPostponed = true
                return (false, nil)
            }
            unsafe state.bytes.append(contentsOf: bytes)
            return (true, nil)
        }
        taker?.resume(returning: Piece(bytes: unsafe Array(bytes), wasPostponed: false))
        return isTaken
    }

    /// Nothing more will come.
    func finish() {
        let taker = state.withLock { state in
            state.isFinished = true
            defer { state.taker = nil }
            return state.taker
        }
        taker?.resume(returning: nil)
    }

    /// Takes what lies here, or waits for it; nil once it is finished and empty. One task at a time.
    func next() async -> Piece? {
        await withCheckedContinuation { continuation in
            let piece: Piece?? = state.withLock { state in
                if !state.bytes.isEmpty || state.isPostponed {
                    defer { (state.bytes, state.isPostponed) = ([], false) }
                    return Piece(bytes: state.bytes, wasPostponed: state.isPostponed)
                }
                if state.isFinished { return .some(nil) }
                state.taker = continuation
                return nil
            }
            if let piece { continuation.resume(returning: piece) }
        }
    }
}
