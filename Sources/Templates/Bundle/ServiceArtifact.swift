package import Workspaces

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
