package import Workspaces

/// Everything that decides what a workspace's files say, but its secrets.
package struct WorkspaceConfiguration: Hashable, Codable, Sendable {
    /// What the client asked for.
    package var specification: WorkspaceSpecification
    /// Which build of the workspace this is.
    package var generation: Generation
    /// The workspace's own fully qualified name, e.g. `ws7x2k4.workspaces.test`.
    package var domain: String
    /// The workspace's block: a port for every case of `ServicePort`.
    package var ports: [ServicePort: Port]
    /// The application to run.
    package var application: ApplicationSource
    /// Programs that no package provides.
    package var artifacts: ServiceArtifacts
    /// Where the certificate comes from.
    package var certificate: CertificateSource

    package init(
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
