package import Services
package import Templates

/// Makes what a host is given for a workspace. ``BundleSource`` renders it; a simulated world, which has no host that
/// would read it, makes something smaller.
package protocol BundleSupply: Sendable {
    /// The playbooks that hosts run.
    var playbooks: PlaybookArchive { get }

    /// The bundle of a workspace at its place.
    ///
    /// - Throws: ``BundleError``.
    func bundle(
        for operation: ClaimedOperation,
        at site: Site,
        secrets: WorkspaceSecrets
    ) throws(BundleError) -> WorkspaceBundle
}
