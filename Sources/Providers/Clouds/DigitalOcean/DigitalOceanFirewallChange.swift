/// A change of the firewall, which takes a moment to be in force.
struct DigitalOceanFirewallChange: Hashable, Sendable {
    /// The firewall's id.
    let firewall: String
    /// When it was changed, by the monotonic clock.
    let changedAt: Duration
}
