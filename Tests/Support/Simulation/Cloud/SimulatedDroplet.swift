import SSH
import Workspaces

/// A droplet of the simulated cloud.
struct SimulatedDroplet: Sendable {
    let id: Int64
    var name: String
    let workspace: WorkspaceNumber?
    let createdAt: Int64
    /// From when a list by name shows it.
    let visibleAt: Int64
    /// From when it is active.
    let activeAt: Int64
    let address: String
    var tags: [String]
    /// Whether it has the installation's tag.
    var isTagged: Bool
    var isOff = false
    /// Whether it is given up in the end, as what cannot be placed.
    let willFail: Bool
    /// Whether nobody who asked in time could have found it.
    let isExcused: Bool
    /// From when it is gone.
    var goneAt: Int64?

    func exists(at now: Int64) -> Bool { goneAt.map { now < $0 } ?? true }

    /// Whether it was asked to go, or went.
    var isGoing: Bool { goneAt != nil }
}
