import FoundationEssentials

/// A snapshot of a machine of the lab.
package struct LabMachine: Sendable, Codable, Equatable {
    /// Whether it runs.
    package enum State: String, Sendable, Codable {
        /// It has processes.
        case running
        /// Its files exist without processes: it was stopped, or this computer was.
        case stopped
    }

    /// The machine's name in the lab.
    package let name: String
    /// Its own host name.
    package let hostname: String
    /// Its IPv4 address; reachable only from this computer and from the lab's other machines.
    package let address: String
    /// Whether it runs.
    package let state: State
    /// cloud-init's instance id.
    package let instanceID: String
    /// When it was first booted, in seconds since 1970.
    package let createdAt: Int
    /// The file with its console output.
    package let consoleLog: String
    /// The mount point of its file system while it runs.
    package let tree: String
    /// The private memory of its processes, in bytes; 0 if it does not run.
    package let memory: Int
}

/// The description of a new machine.
package struct LabMachineRequest: Sendable {
    /// The machine's name in the lab: letters, digits, `.` and `-`, at most 63 characters, unique in its lab.
    package var name: String
    /// Its own host name; longer names are truncated to the kernel's limit.
    package var hostname: String
    /// cloud-init's user data; empty for none.
    package var userData: String
    /// Public keys, one line each as in `authorized_keys`, that may log in as root.
    package var authorizedKeys: [String]
    /// cloud-init's instance id: user data is applied once per id. Chosen by the lab if nil.
    package var instanceID: String?
    /// The address, inside the lab's network; the first free one if nil.
    package var address: String?

    package init(
        name: String,
        hostname: String? = nil,
        userData: String = "",
        authorizedKeys: [String] = [],
        instanceID: String? = nil,
        address: String? = nil
    ) {
        self.name = name
        self.hostname = hostname ?? name
        self.userData = userData
        self.authorizedKeys = authorizedKeys
        self.instanceID = instanceID
        self.address = address
    }
}

/// A machine's record in the state folder, with which any process can list, stop and remove it.
struct MachineRecord: Codable, Equatable {
    let name: String
    let hostname: String
    let instanceID: String
    let createdAt: Int
    /// The base below the machine's own files, for its whole life.
    let base: String
    let network: LabNetwork
    /// The last number of the address.
    let number: Int

    var address: String { network.address(number) }

    /// The machine's name on this computer: unique among all labs, because it is derived from the address. It is the
    /// name of the network interface (with the prefix `vb-`, at most 15 characters) and of the control groups.
    var tag: String { network.tag + Hexadecimal.byte(number) }
}
