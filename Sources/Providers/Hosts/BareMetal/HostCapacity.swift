package import Workspaces

/// How much of a machine workspaces may use.
package enum HostCapacity {
    /// A machine that is larger than this in any respect is a typing error.
    private static let maximum = Resources(vcpu: 4096, ramGB: 65_536, storageGB: 10_000_000)

    /// The whole machine: memory rounded to GiB, because 4 GiB never appear as 4,096 MiB; free space in GB.
    package static func of(_ facts: HostFacts) -> Resources {
        Resources(
            vcpu: facts.vcpu,
            ramGB: (facts.memoryMiB + 512) / 1024,
            storageGB: facts.freeDiskMiB * 1_048_576 / 1_000_000_000
        )
    }

    /// Parses `vcpu=8,ram_gb=32,storage_gb=400`; omitted parts stay as in `whole`.
    ///
    /// - Throws: ``HostCapacityError`` that names the invalid part.
    package static func parse(_ text: String, whole: Resources) throws(HostCapacityError) -> Resources {
        var resources = whole
        var seen: Set<Substring> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let path = field(pair[0]), seen.insert(pair[0]).inserted else {
                throw HostCapacityError(part: String(part), reason: "expected each of vcpu=, ram_gb=, storage_gb= once")
            }
            let limit = maximum[keyPath: path]
            guard let number = Int(pair[1]), (1...limit).contains(number) else {
                throw HostCapacityError(part: String(part), reason: "expected a whole number from 1 to \(limit)")
            }
            resources[keyPath: path] = number
        }
        return resources
    }

    private static func field(_ name: Substring) -> WritableKeyPath<Resources, Int>? {
        switch name {
        case "vcpu": \.vcpu
        case "ram_gb": \.ramGB
        case "storage_gb": \.storageGB
        default: nil
        }
    }
}

/// Why a text is not a capacity.
package struct HostCapacityError: Error, Hashable, CustomStringConvertible {
    /// The invalid part, e.g. `ram_gb=x`.
    package let part: String
    /// The expected form.
    package let reason: String

    /// Part and reason.
    package var description: String { "\"\(part)\" in the capacity: \(reason)" }
}
