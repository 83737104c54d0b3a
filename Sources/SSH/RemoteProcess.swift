/// The shell that the host started for a command, identified so that it can be ended from a second channel.
struct RemoteProcess: Hashable, Sendable {
    /// Its process id.
    let id: Int
    /// When it started, in clock ticks since the host booted: tells it from a later process with the same id.
    let startTime: UInt64

    /// Reads a line of `/proc/PID/stat` (proc(5)): the id is field 1, the start time field 22; the name in field 2 is
    /// in parentheses and may hold anything.
    init?(statLine: Substring) {
        guard let open = statLine.firstIndex(of: "("), let close = statLine.lastIndex(of: ")"), open < close,
            let id = Int(statLine[..<open].trimmingSuffix(" ")), id > 1
        else { return nil }
        let fields = statLine[statLine.index(after: close)...].split(separator: " ")
        guard fields.count >= 20, let startTime = UInt64(fields[19]) else { return nil }
        self.id = id
        self.startTime = startTime
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        var rest = self
        while rest.last == character { rest.removeLast() }
        return rest
    }
}
