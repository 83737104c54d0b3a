public import WorkspaceModel

/// A program that no package of the distribution provides.
public struct ServiceArtifact: Hashable, Codable, Sendable {
    /// Where the host downloads it.
    public var url: String
    /// What it must be.
    public var digest: SHA256Digest

    /// Names both.
    public init(url: String, digest: SHA256Digest) {
        self.url = url
        self.digest = digest
    }
}
