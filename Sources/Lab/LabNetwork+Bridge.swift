import FoundationEssentials

extension LabNetwork {
    /// What a bridge's alias starts with; the state folder's path follows.
    private static let aliasPrefix = "moorage lab "

    /// Makes the bridge of the first network that nobody uses.
    static func claim(for stateFolder: String) async throws -> LabNetwork {
        let addresses = try await Command.run("ip", ["-4", "-o", "address", "show"])
        for network in all where !addresses.contains(" 198.\(network.second).\(network.third).") {
            if network.bridgeExists { continue }
            do {
                try await Command.run("ip", ["link", "add", network.bridge, "type", "bridge"])
            } catch let error as LabError where network.bridgeExists {
                // Another lab was faster; anything but that would have left no bridge of the name.
                _ = error
                continue
            }
            try await network.configureBridge(stateFolder: stateFolder)
            return network
        }
        throw LabError(
            .noFreeNetwork,
            "Every /24 of 198.18.0.0/15 is in use; `moorage-lab machine stop --all` frees what is left over."
        )
    }

    /// Makes the bridge again when it is gone, as after a restart of this computer.
    func ensureBridge(stateFolder: String) async throws {
        if bridgeExists { return }
        try await Command.run("ip", ["link", "add", bridge, "type", "bridge"])
        try await configureBridge(stateFolder: stateFolder)
    }

    /// Removes the bridge if it is there.
    func removeBridge() async throws {
        guard bridgeExists else { return }
        try await Command.run("ip", ["link", "delete", bridge])
    }

    /// The networks whose lab's state folder is gone: nobody else will ever remove them.
    static func orphans() -> [LabNetwork] {
        all.filter { network in
            guard let alias = network.bridgeAlias, alias.hasPrefix(aliasPrefix) else { return false }
            return !FileManager.default.fileExists(atPath: String(alias.dropFirst(aliasPrefix.count)))
        }
    }

    private var interfaceFolder: String { "/sys/class/net/\(bridge)" }

    private var bridgeExists: Bool { FileManager.default.fileExists(atPath: interfaceFolder) }

    private var bridgeAlias: String? {
        guard let bytes = FileManager.default.contents(atPath: interfaceFolder + "/ifalias") else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
    }

    private func configureBridge(stateFolder: String) async throws {
        try await Command.run("ip", ["link", "set", bridge, "alias", Self.aliasPrefix + stateFolder])
        try await Command.run("ip", ["address", "add", address(Self.ownNumber) + "/24", "dev", bridge])
        // Machines reach this computer and one another, nothing else, even where forwarding is on for containers.
        let settings = "/proc/sys/net/ipv4/conf/\(bridge)/forwarding"
        try Data("0".utf8).write(to: URL(filePath: settings))
        try await Command.run("ip", ["link", "set", bridge, "up"])
    }
}
