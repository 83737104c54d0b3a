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
