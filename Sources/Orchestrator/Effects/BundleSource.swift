internal import PortAllocator
package import Services
package import Templates
internal import Workspaces

/// Creates the bundle of a workspace for its host. ``BundleSource`` renders it; a simulated world, without a host to
/// read it, creates a smaller one.
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

/// The ingredients of a workspace's bundle besides the workspace itself: read once at start.
package struct BundleSource: BundleSupply {
    /// Renders the configuration files.
    package var renderer: BundleRenderer
    /// The playbooks that hosts run.
    package var playbooks: PlaybookArchive
    /// The source of the application.
    package var application: ApplicationSource
    /// The application itself, if the daemon supplies it.
    package var carriedApplication: ApplicationArchive?
    /// Artifacts that no package provides, by the service's name.
    package var artifacts: [String: ServiceArtifact]
    /// How certificates are obtained.
    package var certificate: CertificateSource
    /// The parent domain of workspaces.
    package var domain: String

    package init(
        renderer: BundleRenderer,
        playbooks: PlaybookArchive,
        application: ApplicationSource,
        carriedApplication: ApplicationArchive?,
        artifacts: [String: ServiceArtifact],
        certificate: CertificateSource,
        domain: String
    ) {
        self.renderer = renderer
        self.playbooks = playbooks
        self.application = application
        self.carriedApplication = carriedApplication
        self.artifacts = artifacts
        self.certificate = certificate
        self.domain = domain
    }

    /// Renders the bundle of a workspace at its place.
    package func bundle(
        for operation: ClaimedOperation,
        at site: Site,
        secrets: WorkspaceSecrets
    ) throws(BundleError) -> WorkspaceBundle {
        let configuration = WorkspaceConfiguration(
            specification: operation.workspace,
            generation: operation.generation,
            domain: "\(operation.workspace.id).\(domain)",
            ports: site.block.ports,
            application: application,
            artifacts: artifacts,
            certificate: certificate
        )
        return try renderer.render(configuration, secrets: secrets, application: carriedApplication)
    }
}
