import FoundationEssentials

/// A machine of the lab, as it is at the moment of asking.
package struct LabMachine: Sendable, Codable, Equatable {
    /// Whether it runs.
    package enum State: String, Sendable, Codable {
        /// Its processes are there.
        case running
        /// Its files are there, its processes are not: it was stopped, or this computer was.
        case stopped
    }

    /// The name by which the lab knows it.
    package let name: String
    /// The host name it gave itself.
    package let hostname: String
    /// Its IPv4 address; reachable from this computer and from the lab's other machines, from nowhere else.
    package let address: String
    /// Whether it runs.
    package let state: State
    /// cloud-init's instance id.
    package let instanceID: String
    /// When it was first booted, in seconds since 1970.
    package let createdAt: Int
    /// The file that its console is written to.
    package let consoleLog: String
    /// The folder that its file system is mounted at while it runs.
    package let tree: String
    /// What its processes hold in memory and share with nobody, in bytes; 0 when it does not run.
    package let memory: Int
}

/// What a new machine is to be.
package struct LabMachineRequest: Sendable {
    /// The name by which the lab knows it: letters, digits, `.` and `-`, at most 63 characters, unique in its lab.
    package var name: String
    /// The host name it gives itself; a host name of any length is cut to what a kernel takes.
    package var hostname: String
    /// cloud-init's user data; empty for none.
    package var userData: String
    /// Public keys, one line each as in `authorized_keys`, that may log in as root.
    package var authorizedKeys: [String]
    /// cloud-init's instance id: user data is applied once per id. Given by the lab when nil.
    package var instanceID: String?
    /// The address, inside the lab's network; the first free one when nil.
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

/// What the state folder keeps of a machine, so that any process can list, stop and remove it.
struct MachineRecord: Codable, Equatable {
    let name: String
    let hostname: String
    let instanceID: String
    let createdAt: Int
    /// The base below the machine's own files, for as long as it lives.
    let base: String
    let network: LabNetwork
    /// The last number of the address.
    let number: Int

    var address: String { network.address(number) }

    /// The machine's name on this computer: unique among all labs, because it is made from the address. It names the
    /// network interface (`vb-` and this, at most 15 characters) and the control groups.
    var tag: String { network.tag + Hexadecimal.byte(number) }
}
