/// What a sealed secret is for; part of what its seal authenticates.
package enum SecretPurpose: String, Codable, Sendable, CaseIterable {
    /// A workspace's passwords and keys.
    case workspace
    /// The key with which all daemons of an installation log in to hosts.
    case daemonKey = "daemon_key"
    /// A host's key as user data carries it.
    case hostKey = "host_key"
    /// A host's key that is being put in force.
    case nextHostKey = "next_host_key"
}
