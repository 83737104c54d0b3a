import FoundationEssentials
package import Workspaces

/// A playbook run on a host.
package struct HostRun: Hashable, Codable, Sendable {
    /// The run's name: a newer holder of the operation follows it instead of starting another.
    package var key: HostRunKey
    /// The workspace of the run.
    package var workspace: WorkspaceID
    /// The playbook's file name, e.g. `deploy_workspace.yml`.
    package var playbook: String
    /// The digest of the playbooks' archive.
    package var playbooks: SHA256Digest
    /// The digest of the workspace's bundle.
    package var bundle: SHA256Digest

    package init(
        key: HostRunKey,
        workspace: WorkspaceID,
        playbook: String,
        playbooks: SHA256Digest,
        bundle: SHA256Digest
    ) {
        self.key = key
        self.workspace = workspace
        self.playbook = playbook
        self.playbooks = playbooks
        self.bundle = bundle
    }
}

/// The name of a run on a host: `[a-z0-9-]`, at most 100 characters, so that it fits a unit name and a folder name.
package struct HostRunKey: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The text.
    package let rawValue: String

    /// Wraps a key that the orchestrator created.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The text.
    package var description: String { rawValue }
}

/// The state of a run on a host.
package enum HostRunState: Hashable, Codable, Sendable {
    /// Its unit is active.
    case running
    /// It ended with this exit code, recorded by the run itself.
    case finished(exitCode: Int)
    /// It was started and its unit is gone, but it recorded no end: the machine or the unit was interrupted.
    case interrupted
    /// It was never started.
    case absent
}

/// A piece of a run's event stream.
package struct HostRunProgress: Hashable, Codable, Sendable {
    /// The events, oldest first.
    package var events: [HostRunEvent]
    /// Where to continue reading.
    package var offset: Int64
    /// The state of the run after the piece was read. `finished` counts only if `events` is empty or complete: the
    /// session guarantees that nothing follows `offset` once it reports `finished`.
    package var state: HostRunState

    package init(events: [HostRunEvent], offset: Int64, state: HostRunState) {
        self.events = events
        self.offset = offset
        self.state = state
    }
}

/// A host's output about a run: a line with its state, a line with the size of its events, and a piece of them.
struct HostRunPiece {
    private let state: HostRunState
    private let size: Int64
    private let bytes: [UInt8]

    /// Nil if the first two lines are malformed.
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

    /// The piece as events. Complete lines are consumed; a last line without a line end only if nothing can complete it
    /// any more, or if it fills the whole piece.
    func progress(from offset: Int64) -> HostRunProgress {
        let isOver = state != .running
        let isAllThere = offset + Int64(bytes.count) >= size
        var consumed = (bytes.lastIndex(of: 0x0A) ?? -1) + 1
        if consumed == 0, bytes.count >= SSHHostSession.followLimit { consumed = bytes.count }
        if isOver, isAllThere { consumed = bytes.count }
        let events = bytes[..<consumed].split(separator: 0x0A).map { HostRunEvent(line: Array($0)) }
        let end = offset + Int64(consumed)
        // There is more: the caller reads it before it learns that the run is over. A host that announces more but
        // sends nothing is not asked again and again.
        let follows = isOver && end < size && !bytes.isEmpty
        return HostRunProgress(events: events, offset: end, state: follows ? .running : state)
    }
}
