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

/// One thing about a workspace on its host that is not as it should be.
package struct DriftFinding: Hashable, Codable, Sendable {
    /// What is wrong.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// Nothing of the workspace was ever installed.
        case notInstalled = "not_installed"
        /// The workspace's Unix user is not there.
        case userMissing = "user_missing"
        /// The application's folder is not there.
        case applicationMissing = "application_missing"
        /// A run was cut off before it had restarted this service.
        case restartPending = "restart_pending"
        /// A file's content is not what was installed.
        case fileChanged = "file_changed"
        /// An installed file is not there.
        case fileMissing = "file_missing"
        /// A file's owner, group or permissions are not what was installed.
        case fileMode = "file_mode"
        /// A file of which an older version recorded no digest, so that nothing can be said of it.
        case fileUnrecorded = "file_unrecorded"
        /// A unit is there and does not run.
        case unitDown = "unit_down"
        /// A unit is not known to systemd.
        case unitMissing = "unit_missing"
        /// A unit runs, and would not start with the machine.
        case unitDisabled = "unit_disabled"
        /// Somebody else's process listens on a port of the workspace.
        case portForeign = "port_foreign"
        /// Nobody listens where a service should.
        case portSilent = "port_silent"
        /// A service that is for the host alone can be reached from outside.
        case portExposed = "port_exposed"
        /// The host has seen a newer lease epoch than the asker's.
        case epochNewer = "epoch_newer"
        /// The host cannot read its record of the lease epoch, and refuses everybody.
        case epochDamaged = "epoch_damaged"
        /// More differs than the host has listed.
        case moreDiffers = "more_differs"
    }

    /// What is wrong.
    package var kind: Kind
    /// The path, the unit, the port or the service that it is about; the workspace when it is about the whole of it.
    package var subject: String
    /// A plain sentence for an operator, of at most 560 characters.
    package var detail: String

    /// Whether another run of the deployment mends it. Who listens on a port as a stranger, and what the host
    /// recorded of lease epochs, only a person can judge.
    package var isRepairable: Bool {
        switch kind {
        case .portForeign, .epochNewer, .epochDamaged: false
        case .notInstalled, .userMissing, .applicationMissing, .restartPending, .fileChanged, .fileMissing, .fileMode,
            .fileUnrecorded, .unitDown, .unitMissing, .unitDisabled, .portSilent, .portExposed, .moreDiffers:
            true
        }
    }

    package init(_ kind: Kind, subject: String, detail: String) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }
}
