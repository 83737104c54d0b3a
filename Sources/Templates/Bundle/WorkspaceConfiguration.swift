package import Services
package import Workspaces

/// Everything that determines the content of a workspace's files, except its secrets.
package struct WorkspaceConfiguration: Hashable, Codable, Sendable {
    /// The client's request.
    package var specification: WorkspaceSpecification
    /// The number of this build of the workspace.
    package var generation: Generation
    /// The workspace's own fully qualified name, e.g. `ws7x2k4.workspaces.test`.
    package var domain: String
    /// The workspace's block: a port for every case of `ServicePort`.
    package var ports: [ServicePort: Port]
    /// The application to run.
    package var application: ApplicationSource
    /// Programs that no package provides, by the service's name; none if the host's image contains the program.
    package var artifacts: [String: ServiceArtifact]
    /// The source of the certificate.
    package var certificate: CertificateSource

    package init(
        specification: WorkspaceSpecification,
        generation: Generation,
        domain: String,
        ports: [ServicePort: Port],
        application: ApplicationSource,
        artifacts: [String: ServiceArtifact] = [:],
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

/// The source of a workspace's application.
package enum ApplicationSource: Hashable, Codable, Sendable {
    /// The daemon supplies it; the digest of its archive.
    case carried(SHA256Digest)
    /// The host downloads an archive and checks its digest.
    case archive(url: String, digest: SHA256Digest)
    /// The host clones a repository; the revision is a branch, tag or commit, or empty for the default branch.
    case git(url: String, revision: String)
}

/// A program that no package of the distribution provides.
package struct ServiceArtifact: Hashable, Codable, Sendable {
    /// Where the host downloads it.
    package var url: String
    /// The expected digest.
    package var digest: SHA256Digest

    package init(url: String, digest: SHA256Digest) {
        self.url = url
        self.digest = digest
    }
}

/// The source of a workspace's certificate.
package enum CertificateSource: Hashable, Codable, Sendable {
    /// The host signs its own certificate.
    case selfSigned
    /// A public authority, through ACME; the mail address is for its warnings and may be empty.
    case acme(email: String)
}
