/// How many operations all daemons of an installation hold at once. Waiting operations are not held.
package struct ClaimLimits: Hashable, Sendable {
    /// A quarter of what one daemon works on. An owner with a flood of requests leaves most slots to others, even while
    /// a silent API or host makes each operation occupy its slot until a deadline.
    package static let usualPerOwner = 250
    /// Below ten concurrent log-ins, from which OpenSSH's default `MaxStartups` refuses some; each may run an Ansible
    /// that uses a core and 100 MB of the host.
    package static let usualPerHost = 8
    /// Four fifths of what one daemon works on, so that a silent API leaves room for bare metal.
    package static let usualCloud = 800
    /// One in this many of an owner's places is kept for teardowns and repairs: a flood of provisions does not keep its
    /// owner from taking something down.
    static let teardownPart = 10

    /// For one owner.
    package var perOwner: Int
    /// On one bare-metal host.
    package var perHost: Int
    /// In the cloud.
    package var cloud: Int

    /// Sets each limit.
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
