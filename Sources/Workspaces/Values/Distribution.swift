/// A distribution that hosts may run. Its packages are in `playbooks/vars/<name>.yml`.
package struct Distribution: Hashable, Sendable {
    /// `ID` of `/etc/os-release`.
    package let id: String
    /// `VERSION_ID` of `/etc/os-release`.
    package let version: String

    package init(_ id: String, _ version: String) {
        self.id = id
        self.version = version
    }

    /// The default distribution of the tests.
    package static let debian12 = Distribution("debian", "12")

    /// Every distribution that the installer and the playbooks are verified on.
    package static let all = [
        debian12,
        Distribution("debian", "13"),
        Distribution("ubuntu", "22.04"),
        Distribution("ubuntu", "24.04"),
        Distribution("ubuntu", "26.04"),
    ]

    /// E.g. `debian-12`.
    package var name: String { "\(id)-\(version)" }

    /// All of them in words, e.g. "Debian 12 or 13, or Ubuntu 22.04, 24.04 or 26.04".
    package static func inWords(_ conjunction: String) -> String {
        var families: [(id: String, versions: [String])] = []
        for distribution in all {
            if families.last?.id != distribution.id { families.append((distribution.id, [])) }
            families[families.count - 1].versions.append(distribution.version)
        }
        return families.map { family in
            let first = family.versions.dropLast().joined(separator: ", ")
            let last = family.versions.suffix(1).joined()
            return "\(family.id.prefix(1).uppercased())\(family.id.dropFirst()) "
                + (first.isEmpty ? last : "\(first) \(conjunction) \(last)")
        }.joined(separator: ", \(conjunction) ")
    }
}
