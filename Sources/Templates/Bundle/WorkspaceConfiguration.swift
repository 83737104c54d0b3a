package import Services
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
    /// Programs that no package provides, by the service's name; none where the host's image carries the program.
    package var artifacts: [String: ServiceArtifact]
    /// Where the certificate comes from.
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

/// Where a workspace's application comes from.
package enum ApplicationSource: Hashable, Codable, Sendable {
    /// The daemon carries it to the host; the digest of its archive.
    case carried(SHA256Digest)
    /// The host downloads an archive and checks its digest.
    case archive(url: String, digest: SHA256Digest)
    /// The host clones a repository; the revision is a branch, tag or commit, and may be empty for the default one.
    case git(url: String, revision: String)
}

/// A program that no package of the distribution provides.
package struct ServiceArtifact: Hashable, Codable, Sendable {
    /// Where the host downloads it.
    package var url: String
    /// What it must be.
    package var digest: SHA256Digest

    package init(url: String, digest: SHA256Digest) {
        self.url = url
        self.digest = digest
    }
}

/// Where a workspace's certificate comes from.
package enum CertificateSource: Hashable, Codable, Sendable {
    /// The host signs its own.
    case selfSigned
    /// A public authority, asked over ACME; the mail address is for its warnings and may be empty.
    case acme(email: String)
}
