import FoundationEssentials

/// One /24 of 198.18.0.0/15, on a bridge. RFC 2544 sets this range aside for benchmarks, and nobody routes it.
///
/// The bridge's name is derived from the network's number. So the kernel's refusal of a second bridge with the same
/// name keeps two labs apart, whatever processes they run in.
struct LabNetwork: Codable, Equatable, Hashable {
    /// 18 or 19.
    let second: Int
    /// 0 to 255.
    let third: Int

    /// This computer's own number; machines have no route beyond it.
    static let ownNumber = 1
    /// The numbers for machines. Some lower ones are reserved for machines that a test places by hand.
    static let machineNumbers = 10...254

    /// All networks, in the order of choice.
    static var all: [LabNetwork] {
        [18, 19].flatMap { second in (0...255).map { LabNetwork(second: second, third: $0) } }
    }

    /// The prefix of every name that belongs to the network: `ml` and four hex digits.
    var tag: String { "ml" + Hexadecimal.byte(second) + Hexadecimal.byte(third) }

    /// The bridge's name.
    var bridge: String { tag + "br" }

    /// An address of the network.
    func address(_ number: Int) -> String { "198.\(second).\(third).\(number)" }

    /// The number of an address of this network for a machine; nil for any other text.
    func number(of address: String) -> Int? {
        let prefix = "198.\(second).\(third)."
        guard address.hasPrefix(prefix), let number = Int(address.dropFirst(prefix.count)),
            Self.machineNumbers.contains(number) || (2..<Self.machineNumbers.lowerBound).contains(number),
            self.address(number) == address
        else { return nil }
        return number
    }
}

extension LabNetwork {
    /// The prefix of a bridge's alias; the state folder's path follows.
    private static let aliasPrefix = "moorage lab "

    /// Creates the bridge of the first unused network.
    static func claim(for stateFolder: String) async throws -> LabNetwork {
        let addresses = try await Command.run("ip", ["-4", "-o", "address", "show"])
        for network in all where !addresses.contains(" 198.\(network.second).\(network.third).") {
            if network.bridgeExists { continue }
            do {
                try await Command.run("ip", ["link", "add", network.bridge, "type", "bridge"])
            } catch let error as LabError where network.bridgeExists {
                // Another lab was faster; any other failure would have left no bridge with this name.
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

    /// Creates the bridge again if it is gone, as after a restart of this computer.
    func ensureBridge(stateFolder: String) async throws {
        if bridgeExists { return }
        try await Command.run("ip", ["link", "add", bridge, "type", "bridge"])
        try await configureBridge(stateFolder: stateFolder)
    }

    /// Removes the bridge if it exists.
    func removeBridge() async throws {
        guard bridgeExists else { return }
        try await Command.run("ip", ["link", "delete", bridge])
    }

    /// The networks of labs without a state folder: nobody else will ever remove them.
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
        // Machines reach only this computer and one another, even where forwarding is on for containers.
        let settings = "/proc/sys/net/ipv4/conf/\(bridge)/forwarding"
        try Data("0".utf8).write(to: URL(filePath: settings))
        try await Command.run("ip", ["link", "set", bridge, "up"])
    }
}

/// Numbers as hex digits of a fixed width.
enum Hexadecimal {
    /// Two digits for a number from 0 to 255.
    static func byte(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return number < 0x10 ? "0" + digits : digits
    }
}
