internal import FoundationEssentials

/// What a host printed about a run: a line with its state, a line with the size of its events, and a piece of them.
struct HostRunPiece {
    private let state: HostRunState
    private let size: Int64
    private let bytes: [UInt8]

    /// Nil when the first two lines are not what they should be.
    init?(_ output: [UInt8]) {
        let parts = output.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3,
            let answer = try? JSONDecoder().decode(HostAnswer.self, from: Data(parts[0])),
            let state = answer.runState,
            let size = Int64(String(decoding: parts[1], as: UTF8.self)), size >= 0
        else { return nil }
        self.state = state
        self.size = size
        bytes = Array(parts[2])
    }

    /// The piece as events. Lines that are complete are consumed; the last one without a line end only when nothing
    /// can complete it any more, or when it fills the whole piece.
    func progress(from offset: Int64) -> HostRunProgress {
        let isOver = state != .running
        let isAllThere = offset + Int64(bytes.count) >= size
        var consumed = (bytes.lastIndex(of: 0x0A) ?? -1) + 1
        if consumed == 0, bytes.count >= SSHHostSession.followLimit { consumed = bytes.count }
        if isOver, isAllThere { consumed = bytes.count }
        let events = bytes[..<consumed].split(separator: 0x0A).map { HostRunEvent(line: Array($0)) }
        let end = offset + Int64(consumed)
        // Something follows: the caller comes back for it before it hears that the run is over. A host that promises
        // more and gives nothing is not asked again and again.
        let follows = isOver && end < size && !bytes.isEmpty
        return HostRunProgress(events: events, offset: end, state: follows ? .running : state)
    }
}
