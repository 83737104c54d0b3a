internal import PortAllocator
public import Templates
internal import WorkspaceModel

/// What a workspace's bundle is made of, beside the workspace itself: read once at start.
public struct BundleSource: BundleSupply {
    /// Renders the configuration files.
    public var renderer: BundleRenderer
    /// The playbooks that hosts run.
    public var playbooks: PlaybookArchive
    /// Where the application comes from.
    public var application: ApplicationSource
    /// The application itself, when the daemon carries it along.
    public var carriedApplication: ApplicationArchive?
    /// Artifacts that no Debian package provides.
    public var artifacts: ServiceArtifacts
    /// How certificates are made.
    public var certificate: CertificateSource
    /// The parent domain of workspaces.
    public var domain: String

    /// Names each field.
    public init(
        renderer: BundleRenderer,
        playbooks: PlaybookArchive,
        application: ApplicationSource,
        carriedApplication: ApplicationArchive?,
        artifacts: ServiceArtifacts,
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
    public func bundle(
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
