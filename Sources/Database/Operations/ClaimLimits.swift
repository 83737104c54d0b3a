/// How many operations all daemons of an installation hold at once. Operations that wait are not held.
package struct ClaimLimits: Hashable, Sendable {
    /// A quarter of what one daemon works on: whoever floods leaves most of it to others, even while a silent API or
    /// host makes each of the flood's operations hold its place until a deadline.
    package static let usualPerOwner = 250
    /// Below the ten logins at once from which on OpenSSH's default `MaxStartups` refuses some; each may run an Ansible
    /// that takes a core and 100 MB of the host.
    package static let usualPerHost = 8
    /// Four fifths of what one daemon works on: a silent API leaves room for bare metal.
    package static let usualCloud = 800
    /// One in this many of an owner's places is kept for teardowns and repairs: a flood of provisions does not keep its
    /// owner from taking something down.
    static let teardownPart = 10

    /// Of one owner.
    package var perOwner: Int
    /// On one bare-metal host.
    package var perHost: Int
    /// On the cloud provider.
    package var cloud: Int

    /// Names each limit.
    package init(
        perOwner: Int = Self.usualPerOwner,
        perHost: Int = Self.usualPerHost,
        cloud: Int = Self.usualCloud
    ) {
        self.perOwner = perOwner
        self.perHost = perHost
        self.cloud = cloud
    }
}
