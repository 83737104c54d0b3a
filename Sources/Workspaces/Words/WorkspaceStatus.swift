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

    /// Whether the workspace is at rest: no operation is in progress, and nothing happens until somebody requests it.
    package var isResting: Bool {
        switch self {
        case .active, .failed, .decommissioned: true
        case .provisioning, .pendingRegistration, .compensating, .decommissioning: false
        }
    }

    /// Whether a status in the shared table means that the workspace is at rest. A status that Moorage does not write
    /// belongs to its client.
    package static func isResting(_ status: String) -> Bool { Self(rawValue: status)?.isResting ?? true }
}
