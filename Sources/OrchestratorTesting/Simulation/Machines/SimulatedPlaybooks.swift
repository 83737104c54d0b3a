public import Templates
internal import WorkspaceModel

/// Playbooks for machines that run none.
public enum SimulatedPlaybooks {
    /// An archive with nothing in it.
    public static let archive = PlaybookArchive(bytes: [], digest: SimulatedBundles.digest(of: 1, 1, 1))
}
