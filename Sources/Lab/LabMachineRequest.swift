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
