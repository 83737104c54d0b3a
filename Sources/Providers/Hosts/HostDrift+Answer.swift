internal import Workspaces

extension HostDrift {
    /// What `moorage-host drift` prints, before it is checked.
    struct Answer: Decodable {
        var workspace: WorkspaceID
        var installed: Bool
        /// -1 when the host has seen none; nil when its record is damaged.
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

    /// A host lists fewer of each; what goes beyond is left out, and said to be.
    static let maximumItems = 32
    /// systemd's names and words, and those of processes, which the program cuts at 64.
    private static let maximumNameLength = 80
    /// The longest of our own paths has 90 characters.
    private static let maximumPathLength = 200

    /// Nil when the answer is about another workspace, or a file of it does not have an absolute path.
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
