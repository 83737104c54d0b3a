public import WorkspaceModel

/// Everything that decides what a workspace's files say, but its secrets.
public struct WorkspaceConfiguration: Hashable, Codable, Sendable {
    /// What the client asked for.
    public var specification: WorkspaceSpecification
    /// Which build of the workspace this is.
    public var generation: Generation
    /// The workspace's own fully qualified name, e.g. `ws7x2k4.workspaces.test`.
    public var domain: String
    /// The workspace's block: a port for every case of `ServicePort`.
    public var ports: [ServicePort: Port]
    /// The application to run.
    public var application: ApplicationSource
    /// Programs that no package provides.
    public var artifacts: ServiceArtifacts
    /// Where the certificate comes from.
    public var certificate: CertificateSource

    /// Names each field.
    public init(
        specification: WorkspaceSpecification,
        generation: Generation,
        domain: String,
        ports: [ServicePort: Port],
        application: ApplicationSource,
        artifacts: ServiceArtifacts = ServiceArtifacts(),
        certificate: CertificateSource = .selfSigned
    ) {
        self.specification = specification
        self.generation = generation
        self.domain = domain
        self.ports = ports
        self.application = application
        self.artifacts = artifacts
        self.certificate = certificate
    }
}
