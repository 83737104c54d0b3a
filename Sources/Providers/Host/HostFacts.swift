public import WorkspaceModel

/// What a machine is: read over SSH in one exec, without changing anything.
public struct HostFacts: Hashable, Codable, Sendable {
    /// A socket that listens on the machine.
    public struct Listener: Hashable, Codable, Sendable {
        /// The local port.
        public var port: Port
        /// The local address, e.g. `127.0.0.1`, `0.0.0.0`, `::`.
        public var address: String
        /// The process's name, empty when it could not be read.
        public var process: String
        /// The systemd unit or slice path of the process (its cgroup), e.g. `/system.slice/ssh.service`; empty when it
        /// could not be read. The name is what the process calls itself, this is what systemd knows of it.
        public var controlGroup: String

        /// Names each field.
        public init(port: Port, address: String, process: String, controlGroup: String) {
            self.port = port
            self.address = address
            self.process = process
            self.controlGroup = controlGroup
        }

        /// Whether the process is in the control group of these names, from the root on, or in one below it.
        ///
        /// Whole names are compared, from the root: anybody may name a group of his own after one of ours.
        public func isInside(_ names: [String]) -> Bool {
            controlGroup.split(separator: "/").prefix(names.count).elementsEqual(names, by: ==)
        }
    }

    /// `ID` of `/etc/os-release`, e.g. `debian`.
    public var distribution: String
    /// `VERSION_ID` of `/etc/os-release`, e.g. `12`.
    public var distributionVersion: String
    /// `uname -m`.
    public var architecture: String
    /// The version of systemd when it is PID 1; nil when it is not.
    public var systemdVersion: Int?
    /// `/etc/machine-id`.
    public var machineID: String
    /// Processors.
    public var vcpu: Int
    /// Total memory in MiB.
    public var memoryMiB: Int
    /// Free space on `/var` in MiB.
    public var freeDiskMiB: Int
    /// The host's clock, in seconds since 1970.
    public var clock: Double
    /// Whether commands run as root (directly or through `sudo -n`).
    public var hasRoot: Bool
    /// The version of `python3`; nil without one.
    public var pythonVersion: String?
    /// The version of `ansible-core`; nil without one.
    public var ansibleVersion: String?
    /// What listens.
    public var listeners: [Listener]

    /// Names each field.
    public init(
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
