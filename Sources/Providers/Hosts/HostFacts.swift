package import Workspaces

/// What a machine is: read over SSH in one exec, without changing anything.
package struct HostFacts: Hashable, Codable, Sendable {
    /// A socket that listens on the machine.
    package struct Listener: Hashable, Codable, Sendable {
        /// The local port.
        package var port: Port
        /// The local address, e.g. `127.0.0.1`, `0.0.0.0`, `::`.
        package var address: String
        /// The process's name, empty when it could not be read.
        package var process: String
        /// The systemd unit or slice path of the process (its cgroup), e.g. `/system.slice/ssh.service`; empty when it
        /// could not be read. The name is what the process calls itself, this is what systemd knows of it.
        package var controlGroup: String

        package init(port: Port, address: String, process: String, controlGroup: String) {
            self.port = port
            self.address = address
            self.process = process
            self.controlGroup = controlGroup
        }

        /// Whether the process is in the control group of these names, from the root on, or in one below it.
        ///
        /// Whole names are compared, from the root: anybody may name a group of his own after one of ours.
        package func isInside(_ names: [String]) -> Bool {
            controlGroup.split(separator: "/").prefix(names.count).elementsEqual(names, by: ==)
        }
    }

    /// `ID` of `/etc/os-release`, e.g. `debian`.
    package var distribution: String
    /// `VERSION_ID` of `/etc/os-release`, e.g. `12`.
    package var distributionVersion: String
    /// `uname -m`.
    package var architecture: String
    /// The version of systemd when it is PID 1; nil when it is not.
    package var systemdVersion: Int?
    /// `/etc/machine-id`.
    package var machineID: String
    /// Processors.
    package var vcpu: Int
    /// Total memory in MiB.
    package var memoryMiB: Int
    /// Free space on `/var` in MiB.
    package var freeDiskMiB: Int
    /// The host's clock, in seconds since 1970.
    package var clock: Double
    /// Whether commands run as root (directly or through `sudo -n`).
    package var hasRoot: Bool
    /// The version of `python3`; nil without one.
    package var pythonVersion: String?
    /// The version of `ansible-core`; nil without one.
    package var ansibleVersion: String?
    /// What listens.
    package var listeners: [Listener]

    package init(
        distribution: String,
        distributionVersion: String,
        architecture: String,
        systemdVersion: Int?,
        machineID: String,
        vcpu: Int,
        memoryMiB: Int,
        freeDiskMiB: Int,
        clock: Double,
        hasRoot: Bool,
        pythonVersion: String?,
        ansibleVersion: String?,
        listeners: [Listener]
    ) {
        self.distribution = distribution
        self.distributionVersion = distributionVersion
        self.architecture = architecture
        self.systemdVersion = systemdVersion
        self.machineID = machineID
        self.vcpu = vcpu
        self.memoryMiB = memoryMiB
        self.freeDiskMiB = freeDiskMiB
        self.clock = clock
        self.hasRoot = hasRoot
        self.pythonVersion = pythonVersion
        self.ansibleVersion = ansibleVersion
        self.listeners = listeners
    }
}
