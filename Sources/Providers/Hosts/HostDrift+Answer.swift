package import Workspaces

extension HostDrift {
    /// The unchecked output of `moorage-host drift`.
    struct Answer: Decodable {
        var workspace: WorkspaceID
        var installed: Bool
        /// -1 if the host has seen none; nil if its record is damaged.
        var epoch: Int64?
        var pending: [String]
        var user: Bool
        var application: Bool
        var filesChecked: Int
        var files: [File]
        var units: [Unit]
        var ports: [PortUse]
        var truncated: Bool
        var host: HostReport.Answer

        struct File: Decodable {
            var path: String
            var state: HostDrift.File.State
            var sha256: String?
        }

        struct Unit: Decodable {
            var unit: String
            var state: String
            var detail: String
            var enabled: Bool
            var restarts: Int
        }

        struct PortUse: Decodable {
            var port: UInt16
            var service: String
            var state: HostDrift.PortUse.State
            var exposed: Bool?
            var name: String?
            var unit: String?
        }

        private enum CodingKeys: String, CodingKey {
            case workspace, installed, epoch, pending, user, application, files, units, ports, truncated, host
            case filesChecked = "files_checked"
        }
    }

    /// A host lists fewer of each; more are dropped, and this is reported.
    static let maximumItems = 32
    /// systemd's names and terms, and those of processes, which the program truncates at 64.
    private static let maximumNameLength = 80
    /// The longest of our own paths has 90 characters.
    private static let maximumPathLength = 200

    /// Nil if the answer is about another workspace, or a file of it does not have an absolute path.
    init?(_ answer: Answer, about workspace: WorkspaceID) {
        guard answer.workspace == workspace, answer.ports.allSatisfy({ $0.port > 0 }),
            answer.files.allSatisfy({ $0.path.hasPrefix("/") })
        else { return nil }
        self.init(
            workspace: workspace,
            host: HostReport(answer.host),
            isInstalled: answer.installed,
            epoch: answer.epoch.flatMap { $0 < 0 ? nil : LeaseEpoch(rawValue: $0) },
            files: answer.files.prefix(Self.maximumItems).map(Self.file),
            units: answer.units.prefix(Self.maximumItems).map(Self.unit),
            ports: answer.ports.prefix(Self.maximumItems).map(Self.portUse)
        )
        isEpochDamaged = answer.epoch == nil
        pending = answer.pending.prefix(Self.maximumItems).map(Self.name)
        hasUser = answer.user
        hasApplication = answer.application
        filesChecked = max(answer.filesChecked, 0)
        let longest = max(answer.files.count, answer.units.count, answer.ports.count, answer.pending.count)
        isTruncated = answer.truncated || longest > Self.maximumItems
    }

    private static func name(_ text: String) -> String { HostText.clean(text, limit: maximumNameLength) }

    private static func file(_ file: Answer.File) -> File {
        File(
            path: HostText.clean(file.path, limit: maximumPathLength),
            state: file.state,
            digest: file.sha256.flatMap { SHA256Digest(hex: $0) }
        )
    }

    private static func unit(_ unit: Answer.Unit) -> Unit {
        Unit(
            name: name(unit.unit),
            state: name(unit.state),
            detail: name(unit.detail),
            isEnabled: unit.enabled,
            restarts: max(unit.restarts, 0)
        )
    }

    private static func portUse(_ use: Answer.PortUse) -> PortUse {
        let words =
            use.state == .foreign ? [use.name, use.unit].compactMap { $0.map(name) }.filter { !$0.isEmpty } : []
        return PortUse(
            port: Port(rawValue: use.port),
            service: name(use.service),
            state: use.state,
            isExposed: use.exposed ?? false,
            stranger: words.joined(separator: " of ")
        )
    }
}

extension HostDrift {
    /// A file that differs from what was installed.
    package struct File: Hashable, Codable, Sendable {
        /// The difference of a file.
        package enum State: String, Codable, Sendable {
            /// Its content, or it is not a regular file.
            case changed
            /// It is missing.
            case missing
            /// Its owner, group or permissions.
            case mode
            /// Unknown: an older version installed it and recorded no digest.
            case unrecorded
        }

        /// Its path.
        package var path: String
        /// The difference.
        package var state: State
        /// The SHA-256 of the file that was found instead; nil unless it is a regular file.
        package var digest: SHA256Digest?

        package init(path: String, state: State, digest: SHA256Digest? = nil) {
            self.path = path
            self.state = state
            self.digest = digest
        }
    }

    /// A systemd unit that the workspace needs.
    package struct Unit: Hashable, Codable, Sendable {
        /// Its name, e.g. `moorage-ws7x2k4-redis.service`.
        package var name: String
        /// systemd's state (`active`, `failed`, `inactive` …), or `missing`.
        package var state: String
        /// systemd's sub-state, e.g. `running`, `auto-restart`.
        package var detail: String
        /// Whether it starts at boot.
        package var isEnabled: Bool
        /// How often systemd has restarted it.
        package var restarts: Int

        package init(name: String, state: String, detail: String = "", isEnabled: Bool = true, restarts: Int = 0) {
            self.name = name
            self.state = state
            self.detail = detail
            self.isEnabled = isEnabled
            self.restarts = restarts
        }
    }

    /// The listener on one of the workspace's ports.
    package struct PortUse: Hashable, Codable, Sendable {
        /// The owner of the listener.
        package enum State: String, Codable, Sendable {
            /// The workspace's own service.
            case ours
            /// Somebody else.
            case foreign
            /// Nobody, although a service should listen.
            case silent
            /// Nobody, as expected.
            case free
        }

        /// The port.
        package var port: Port
        /// The service that should listen there; empty if none should.
        package var service: String
        /// The owner of the listener.
        package var state: State
        /// Whether a local service listens on more than loopback.
        package var isExposed: Bool
        /// The foreign process's name and unit, if the host knows them; empty unless the state is `foreign`.
        package var stranger: String

        package init(port: Port, service: String, state: State, isExposed: Bool = false, stranger: String = "") {
            self.port = port
            self.service = service
            self.state = state
            self.isExposed = isExposed
            self.stranger = stranger
        }
    }
}
