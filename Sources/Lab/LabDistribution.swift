/// What lab machines run, named by `ID` and `VERSION_ID` of `/etc/os-release`.
package enum LabDistribution: String, CaseIterable, Sendable {
    /// Debian 12 (bookworm).
    case debian12 = "debian-12"
    /// Debian 13 (trixie).
    case debian13 = "debian-13"
    /// Ubuntu 22.04 (jammy).
    case ubuntu2204 = "ubuntu-22.04"
    /// Ubuntu 24.04 (noble).
    case ubuntu2404 = "ubuntu-24.04"
    /// Ubuntu 26.04 (resolute).
    case ubuntu2604 = "ubuntu-26.04"
}
