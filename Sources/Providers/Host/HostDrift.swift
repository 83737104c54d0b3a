public import WorkspaceModel

/// How a workspace stands on its host, compared with what was installed there: the answer of `moorage-host drift`.
///
/// It is what the host says. Its texts are bounded and clean, its lists short; ``findings`` judges it.
public struct HostDrift: Hashable, Codable, Sendable {
    /// The workspace.
    public var workspace: WorkspaceID
    /// Whether any bundle was ever installed; there is nothing to compare where none was.
    public var isInstalled: Bool
    /// The highest lease epoch that the host has seen for the workspace; nil when it has seen none.
    public var epoch: LeaseEpoch?
    /// Whether the record of that epoch cannot be read. The host then refuses everybody.
    public var isEpochDamaged: Bool
    /// The services that a run which was cut off has still to restart.
    public var pending: [String]
    /// Whether the workspace's Unix user is there, with its own home.
    public var hasUser: Bool
    /// Whether the application's folder is there.
    public var hasApplication: Bool
    /// How many files were compared.
    public var filesChecked: Int
    /// The files that differ.
    public var files: [File]
    /// The workspace's units, the front server's and PostgreSQL's.
    public var units: [Unit]
    /// The ports that were asked for, and those of the workspace's services.
    public var ports: [PortUse]
    /// Whether more differed than is listed.
    public var isTruncated: Bool
    /// Which machine answered.
    public var host: HostReport

    /// A workspace without differences; set what differs.
    public init(
        workspace: WorkspaceID,
        host: HostReport,
        isInstalled: Bool = true,
        epoch: LeaseEpoch? = nil,
        files: [File] = [],
        units: [Unit] = [],
        ports: [PortUse] = []
    ) {
        self.workspace = workspace
        self.isInstalled = isInstalled
        self.epoch = epoch
        isEpochDamaged = false
        pending = []
        hasUser = true
        hasApplication = true
        filesChecked = files.count
        self.files = files
        self.units = units
        self.ports = ports
        isTruncated = false
        self.host = host
    }
}
