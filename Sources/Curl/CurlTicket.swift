import Synchronization

/// A submitted request and the task that waits for its answer; resumed exactly once.
final class CurlTicket: Sendable {
    typealias Outcome = Result<CurlResponse, CurlError>

    private enum Phase {
        /// Nobody waits yet. May become `waiting` or, if cancelled earlier, `finished`.
        case idle
        /// May become `finished`.
        case waiting(CheckedContinuation<Outcome, Never>)
        case finished
    }

    private struct State {
        var phase = Phase.idle
        var cancellationRequested = false
    }

    let number: UInt64
    let request: CurlRequest
    /// Consumes the body of a success while it arrives; nil if the task waits for the whole answer.
    let pieces: CurlPieces?
    private let state = Mutex(State())

    init(number: UInt64, request: CurlRequest, pieces: CurlPieces? = nil) {
        self.number = number
        self.request = request
        self.pieces = pieces
    }

    /// The task was cancelled, before or after the loop saw the ticket.
    var isCancellationRequested: Bool { state.withLock { $0.cancellationRequested } }

    /// Stores the waiting task; returns false, and resumes the task, if it was cancelled before.
    func begin(_ continuation: CheckedContinuation<Outcome, Never>) -> Bool {
        let accepted = state.withLock { state in
            guard !state.cancellationRequested else {
                state.phase = .finished
                return false
            }
            state.phase = .waiting(continuation)
            return true
        }
        if !accepted { continuation.resume(returning: .failure(.cancelled(requestMayHaveBeenSent: false))) }
        return accepted
    }

    func requestCancellation() {
        state.withLock { $0.cancellationRequested = true }
    }

    /// Resumes the waiting task; does nothing the second time.
    func finish(_ outcome: Outcome) {
        let continuation: CheckedContinuation<Outcome, Never>? = state.withLock { state in
            guard case .waiting(let continuation) = state.phase else { return nil }
            state.phase = .finished
            return continuation
        }
        continuation?.resume(returning: outcome)
    }
}

/// The bytes of a streamed body between the loop's thread, which adds them, and the one task that consumes them.
final class CurlPieces: Sendable {
    /// What arrived since the last call.
    struct Piece: Sendable {
        let bytes: [UInt8]
        /// More bytes are held back until the transfer is resumed.
        let wasPostponed: Bool
    }

    /// How many bytes may be held, besides one piece from libcurl (16 KiB): enough to be consumed in few turns.
    private static let limit = 256 * 1024

    private struct State {
        var bytes: [UInt8] = []
        var isPostponed = false
        var isFinished = false
        var taker: CheckedContinuation<Piece?, Never>?
    }

    private let state = Mutex(State())

    /// Adds bytes; returns false if the held ones must be consumed first.
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

    /// No more bytes will come.
    func finish() {
        let taker = state.withLock { state in
            state.isFinished = true
            defer { state.taker = nil }
            return state.taker
        }
        taker?.resume(returning: nil)
    }

    /// Takes the held bytes, or waits for some; nil once it is finished and empty. One task at a time.
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
