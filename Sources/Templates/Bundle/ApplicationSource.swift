package import Workspaces

/// Where a workspace's application comes from.
package enum ApplicationSource: Hashable, Codable, Sendable {
    /// The daemon carries it to the host; the digest of its archive.
    case carried(SHA256Digest)
    /// The host downloads an archive and checks its digest.
    case archive(url: String, digest: SHA256Digest)
    /// The host clones a repository; the revision is a branch, tag or commit, and may be empty for the default one.
    case git(url: String, revision: String)
}
