import FoundationEssentials
package import Workspaces

/// A playbook run on a host.
package struct HostRun: Hashable, Codable, Sendable {
    /// Names the run: a newer holder of the operation follows it instead of starting another.
    package var key: HostRunKey
    /// The workspace that the run works on.
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

    /// Wraps a key that the orchestrator made.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The text.
    package var description: String { rawValue }
}

/// How a run on a host stands.
package enum HostRunState: Hashable, Codable, Sendable {
    /// Its unit is active.
    case running
    /// It ended with this exit code, recorded by the run itself.
    case finished(exitCode: Int)
    /// It was started, its unit is gone, and it recorded no end: the machine or the unit was cut off.
    case interrupted
    /// It was never started.
    case absent
}

/// A piece of a run's event stream.
package struct HostRunProgress: Hashable, Codable, Sendable {
    /// The events, oldest first.
    package var events: [HostRunEvent]
    /// Where to read on.
    package var offset: Int64
    /// How the run stood after the piece was read. `finished` counts only when `events` is empty or complete:
    /// the session guarantees that nothing follows `offset` once it says `finished`.
    package var state: HostRunState

    package init(events: [HostRunEvent], offset: Int64, state: HostRunState) {
        self.events = events
        self.offset = offset
        self.state = state
    }
}

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
