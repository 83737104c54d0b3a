/// The values of `workspaces.status` that Moorage writes.
package enum WorkspaceStatus: String, Codable, Sendable, CaseIterable {
    /// Being built.
    case provisioning
    /// Bare metal that waits for a host.
    case pendingRegistration = "pending_registration"
    /// Running; its endpoints are in the row.
    case active
    /// It could not be built, or was cancelled; its resources are being removed.
    case compensating
    /// It could not be built; the log contains the reason.
    case failed
    /// Being torn down.
    case decommissioning
    /// Gone.
    case decommissioned

    /// Whether nothing more is to come unless somebody asks: no operation is under way in it.
    package var isResting: Bool {
        switch self {
        case .active, .failed, .decommissioned: true
        case .provisioning, .pendingRegistration, .compensating, .decommissioning: false
        }
    }

    /// Whether a status of the shared table is one that rests. One that Moorage does not write is its client's.
    package static func isResting(_ status: String) -> Bool { Self(rawValue: status)?.isResting ?? true }
}
