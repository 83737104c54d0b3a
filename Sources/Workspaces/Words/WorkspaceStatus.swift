/// The values of `workspaces.status` that Moorage writes.
package enum WorkspaceStatus: String, Codable, Sendable, CaseIterable {
    /// Being built.
    case provisioning
    /// Bare metal that waits for a host.
    case pendingRegistration = "pending_registration"
    /// Running; its endpoints are in the row.
    case active
    /// It could not be built, or was called off; what was made so far is being removed.
    case compensating
    /// It could not be built; the log says why.
    case failed
    /// Being taken apart.
    case decommissioning
    /// Gone.
    case decommissioned
}
