/// What a machine must be or have to carry workspaces.
package enum HostRequirement: String, Codable, Sendable, CaseIterable {
    /// Debian 12 or 13, or Ubuntu 22.04, 24.04 or 26.04.
    case operatingSystem = "operating_system"
    /// A processor for which the services are built.
    case architecture
    /// systemd as PID 1, new enough.
    case systemd
    /// An id that tells the machine from others.
    case machineID = "machine_id"
    /// Enough memory.
    case memory
    /// Enough free space on `/var`.
    case disk
    /// Commands run as root, at once or through `sudo -n`.
    case root
    /// Python 3, which runs what Moorage puts there.
    case python
    /// A clock that agrees with the daemon's.
    case clock
    /// Ports 80 and 443 free, or nginx's.
    case ports
}
