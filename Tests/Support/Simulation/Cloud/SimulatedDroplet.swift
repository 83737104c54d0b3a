import SSH
import Workspaces

/// A droplet of the simulated cloud.
struct SimulatedDroplet: Sendable {
    let id: Int64
    var name: String
    let workspace: WorkspaceNumber?
    let createdAt: Int64
    /// When a list by name starts to show it.
    let visibleAt: Int64
    /// When it becomes active.
    let activeAt: Int64
    let address: String
    var tags: [String]
    /// Whether it has the installation's tag.
    var isTagged: Bool
    var isOff = false
    /// Whether it is given up in the end, like a droplet that cannot be placed.
    let willFail: Bool
    /// Whether its create call came from a daemon that had been replaced.
    let isLate: Bool
    /// The latest time at which its caller gives up waiting.
    let givenUpAt: Int64
    /// The daemon that requested it; nil for a stranger's.
    let caller: DaemonLink?
    /// When it is gone.
    var goneAt: Int64?

    func exists(at now: Int64) -> Bool { goneAt.map { now < $0 } ?? true }

    /// Whether nobody who asked in time could have found it. A call ends at the latest with its caller's death.
    var isExcused: Bool {
        isLate || visibleAt > min(givenUpAt, caller?.cutAt ?? .max) + SimulatedCloud.window
    }

    /// Whether its removal was requested, or it vanished.
    var isGoing: Bool { goneAt != nil }
}
