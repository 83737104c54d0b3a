/// How far a machine's first boot has come.
package enum BootProgress: Hashable, Codable, Sendable {
    /// cloud-init still works; what it does, as far as it says.
    case booting(detail: String)
    /// cloud-init is done (or absent) and Ansible can be run.
    case ready
    /// cloud-init ended and Ansible is not there; with cloud-init's own error, if it had one.
    case failed(reason: String)
}
