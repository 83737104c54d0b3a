/// As whom a remote command runs.
package enum SSHPrivilege: Hashable, Sendable {
    /// As the user that logged in.
    case login
    /// As root: through `sudo -n`, unless root itself logged in.
    case root
}
