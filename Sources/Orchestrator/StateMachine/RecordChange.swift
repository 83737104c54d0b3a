package import Workspaces

/// What changes in the daemon's own records together with a transition.
package enum RecordChange: Hashable, Codable, Sendable {
    /// The provider named the server that was intended under this name.
    case serverCreated(name: String, id: String)
    /// A surplus server of this name was found, and is to be removed.
    case duplicateFound(name: String, id: String, hourlyCostMicros: Int)
    /// A surplus server is gone.
    case duplicateGone(id: String)
    /// The server's host has an address.
    case hostAddress(HostID, address: String)
    /// The host presented another key than the pinned one: it takes nothing more until an operator confirms it.
    case hostQuarantined(HostID)
    /// No server of this name is left.
    case serverGone(name: String)
}
