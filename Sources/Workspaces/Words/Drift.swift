/// One way in which a live workspace differs from what was built.
package struct Drift: Hashable, Codable, Sendable {
    /// The place that was checked.
    package enum Aspect: String, Hashable, Sendable, CaseIterable {
        /// The provider's view of its server.
        case server
        /// Whether its host accepts our log-in.
        case access
        /// The state of its host.
        case host
    }

    /// Names of differences that are found without the host.
    package enum Kind {
        /// The provider no longer knows the server.
        package static let serverGone = "server_gone"
        /// The server is switched off; it is still billed.
        package static let serverOff = "server_off"
        /// The server has a different name.
        package static let serverRenamed = "server_renamed"
        /// The server lost the tag to which its firewall is attached.
        package static let serverUntagged = "server_untagged"
        /// The host presents a key that differs from the pinned one.
        package static let hostKeyChanged = "host_key_changed"
        /// Nobody can log in to the host.
        package static let hostUnreachable = "host_unreachable"
    }

    /// The kind of difference, in lower case with underscores.
    package var kind: String
    /// The subject: a path, a unit, a port, a server.
    package var subject: String
    /// The problem, in a plain sentence.
    package var detail: String
    /// Whether `moorage workspace repair` fixes it.
    package var isRepairable: Bool

    package init(kind: String, subject: String, detail: String, isRepairable: Bool) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
        self.isRepairable = isRepairable
    }

    /// The place that was checked.
    package var aspect: Aspect {
        switch kind {
        case Kind.serverGone, Kind.serverOff, Kind.serverRenamed, Kind.serverUntagged: .server
        case Kind.hostKeyChanged, Kind.hostUnreachable: .access
        default: .host
        }
    }

    private enum CodingKeys: String, CodingKey {
        case kind
        case subject
        case detail
        case isRepairable = "repairable"
    }
}

extension Drift: Exemplified {
    package static let example = Drift(
        kind: Kind.serverOff,
        subject: "adim-ws7x2k4-g1",
        detail: "The server is switched off.",
        isRepairable: true
    )
}
