package import Templates
internal import Workspaces

/// Playbooks for machines that run none.
package enum SimulatedPlaybooks {
    /// An empty archive.
    package static let archive = PlaybookArchive(bytes: [], digest: SimulatedBundles.digest(of: 1, 1, 1))
}
