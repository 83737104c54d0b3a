package import Workspaces

/// How a workspace stands on its host, compared with what was installed there: the answer of `moorage-host drift`.
///
/// It is what the host says. Its texts are bounded and clean, its lists short; ``findings`` judges it.
package struct HostDrift: Hashable, Codable, Sendable {
    /// The workspace.
    package var workspace: WorkspaceID
    /// Whether any bundle was ever installed; there is nothing to compare where none was.
    package var isInstalled: Bool
    /// The highest lease epoch that the host has seen for the workspace; nil when it has seen none.
    package var epoch: LeaseEpoch?
    /// Whether the record of that epoch cannot be read. The host then refuses everybody.
    package var isEpochDamaged: Bool
    /// The services that a run which was cut off has still to restart.
    package var pending: [String]
    /// Whether the workspace's Unix user is there, with its own home.
    package var hasUser: Bool
    /// Whether the application's folder is there.
    package var hasApplication: Bool
    /// How many files were compared.
    package var filesChecked: Int
    /// The files that differ.
    package var files: [File]
    /// The workspace's units, the front server's and PostgreSQL's.
    package var units: [Unit]
    /// The ports that were asked for, and those of the workspace's services.
    package var ports: [PortUse]
    /// Whether more differed than is listed.
    package var isTruncated: Bool
    /// Which machine answered.
    package var host: HostReport

    /// A workspace without differences; set what differs.
    package init(
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
