/// What a new machine is to be.
public struct LabMachineRequest: Sendable {
    /// The name by which the lab knows it: letters, digits, `.` and `-`, at most 63 characters, unique in its lab.
    public var name: String
    /// The host name it gives itself; a host name of any length is cut to what a kernel takes.
    public var hostname: String
    /// cloud-init's user data; empty for none.
    public var userData: String
    /// Public keys, one line each as in `authorized_keys`, that may log in as root.
    public var authorizedKeys: [String]
    /// cloud-init's instance id: user data is applied once per id. Given by the lab when nil.
    public var instanceID: String?
    /// The address, inside the lab's network; the first free one when nil.
    public var address: String?

    /// Names each field.
    public init(
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
