package import Workspaces

/// A workspace on its host compared with what was installed there: the answer of `moorage-host drift`.
///
/// The host reported it. Its texts are bounded and clean, its lists are short; ``findings`` interprets it.
package struct HostDrift: Hashable, Codable, Sendable {
    /// The workspace.
    package var workspace: WorkspaceID
    /// Whether any bundle was ever installed; otherwise there is nothing to compare.
    package var isInstalled: Bool
    /// The highest lease epoch that the host has seen for the workspace; nil if none.
    package var epoch: LeaseEpoch?
    /// Whether the record of that epoch is unreadable. The host then refuses every command.
    package var isEpochDamaged: Bool
    /// The services that an interrupted run has yet to restart.
    package var pending: [String]
    /// Whether the workspace's Unix user exists, with its own home.
    package var hasUser: Bool
    /// Whether the application's folder exists.
    package var hasApplication: Bool
    /// How many files were compared.
    package var filesChecked: Int
    /// The files that differ.
    package var files: [File]
    /// The units of the workspace, of nginx and of PostgreSQL.
    package var units: [Unit]
    /// The requested ports, and those of the workspace's services.
    package var ports: [PortUse]
    /// Whether there are more differences than listed.
    package var isTruncated: Bool
    /// Which machine answered.
    package var host: HostReport

    /// A workspace without differences; set the ones that exist.
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

/// One difference of a workspace on its host.
package struct DriftFinding: Hashable, Codable, Sendable {
    /// What went wrong.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// Nothing of the workspace was ever installed.
        case notInstalled = "not_installed"
        /// The workspace's Unix user does not exist.
        case userMissing = "user_missing"
        /// The application's folder does not exist.
        case applicationMissing = "application_missing"
        /// A run was interrupted before it restarted this service.
        case restartPending = "restart_pending"
        /// A file's content differs from what was installed.
        case fileChanged = "file_changed"
        /// An installed file is missing.
        case fileMissing = "file_missing"
        /// A file's owner, group or permissions differ from what was installed.
        case fileMode = "file_mode"
        /// A file without a recorded digest, from an older version, so it cannot be checked.
        case fileUnrecorded = "file_unrecorded"
        /// A unit exists but is not running.
        case unitDown = "unit_down"
        /// systemd does not know a unit.
        case unitMissing = "unit_missing"
        /// A unit is running, but would not start at boot.
        case unitDisabled = "unit_disabled"
        /// A foreign process listens on a port of the workspace.
        case portForeign = "port_foreign"
        /// A service should listen, and none does.
        case portSilent = "port_silent"
        /// A local service is reachable from outside.
        case portExposed = "port_exposed"
        /// The host has seen a newer lease epoch than the caller's.
        case epochNewer = "epoch_newer"
        /// The host cannot read its record of the lease epoch, and refuses every command.
        case epochDamaged = "epoch_damaged"
        /// The host has more differences than it listed.
        case moreDiffers = "more_differs"
    }

    /// What went wrong.
    package var kind: Kind
    /// The path, unit, port or service that it concerns; the workspace if it concerns all of it.
    package var subject: String
    /// A plain sentence for an operator, of at most 560 characters.
    package var detail: String

    /// Whether another run of the deployment fixes it. Only a person can judge a foreign listener, or the host's record
    /// of lease epochs.
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
