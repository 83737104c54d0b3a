/// A machine that is becoming a host, from its one-time token to the result.
package struct Enrolment: Record {
    package enum State: String, Sendable {
        /// The machine has not reported itself.
        case open
        /// It waits for the verdict.
        case reported
        case accepted
        case refused
    }

    package var id: Int64
    /// Its creator's name for it.
    package var name: String
    package var state: Written<State>
    /// Whether the host should run every user's workspaces.
    package var isShared: Bool
    @Moment package var createdAt: Timestamp
    /// When the token expires.
    @Moment package var expiresAt: Timestamp
    /// Nil, like the next three, until the machine reports itself.
    package var address: String?
    package var sshPort: Int64?
    package var sshUser: String?
    package var fingerprint: String?
    /// How often a connection to the machine was tried.
    package var attempts: Int64
    /// The finding, in a sentence or two.
    package var detail: String
    /// The host, once it is accepted.
    package var host: Int64?
    /// The creator's e-mail, for staff; nil if that user is gone.
    package var makerEmail: String?
    /// Whether the machine may be at a different address from the one it reports from. Only staff may allow this,
    /// because all machines admit the same key, and nobody may enrol another user's machine.
    package var takesAnyAddress = false

    package init(
        id: Int64,
        makerEmail: String?,
        name: String,
        state: Written<State>,
        isShared: Bool,
        takesAnyAddress: Bool,
        createdAt: Timestamp,
        expiresAt: Timestamp,
        report: EnrolmentReport?,
        attempts: Int64,
        detail: String,
        host: Int64?
    ) {
        self.id = id
        self.makerEmail = makerEmail
        self.name = name
        self.state = state
        self.isShared = isShared
        self.takesAnyAddress = takesAnyAddress
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        address = report?.address
        sshPort = report?.port
        sshUser = report?.user
        fingerprint = report?.fingerprint
        self.attempts = attempts
        self.detail = detail
        self.host = host
    }

    /// The machine's own report; nil while it is open.
    package var report: EnrolmentReport? {
        guard let address, let sshPort, let sshUser, let fingerprint else { return nil }
        return EnrolmentReport(address: address, port: sshPort, user: sshUser, fingerprint: fingerprint)
    }

    private enum CodingKeys: String, CodingKey {
        case id
        case name
        case state
        case isShared = "shared"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case address
        case sshPort = "ssh_port"
        case sshUser = "ssh_user"
        case fingerprint = "host_key_fingerprint"
        case attempts
        case detail
        case host
    }

    package static let example = Enrolment(
        id: 1,
        makerEmail: "ann@example.org",
        name: "Rack 7",
        state: Written(.reported),
        isShared: false,
        takesAnyAddress: false,
        createdAt: .example,
        expiresAt: .example + .seconds(3600),
        report: .example,
        attempts: 0,
        detail: "",
        host: nil
    )
}

/// How to reach a machine, according to its report.
package struct EnrolmentReport: Sendable, Hashable {
    /// A name or an address.
    package var address: String
    /// The port of its SSH server.
    package var port: Int64
    /// The user to log in as, with the daemon's key.
    package var user: String
    /// `SHA256:…` of its host key.
    package var fingerprint: String

    package init(address: String, port: Int64, user: String, fingerprint: String) {
        self.address = address
        self.port = port
        self.user = user
        self.fingerprint = fingerprint
    }

    static let example = EnrolmentReport(
        address: "203.0.113.20",
        port: 22,
        user: "moorage-service",
        fingerprint: "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
    )
}

/// A new enrolment.
package struct NewEnrolment: Sendable {
    /// Its creator.
    package var account: Int64
    /// Whether the host runs every user's workspaces, not only its owner's.
    package var isShared: Bool
    package var name: String
    /// The token's digest.
    package var digest: [UInt8]
    /// How long the token is valid.
    package var lifetime: Duration
    /// How to reach the machine, if its creator knows.
    package var report: EnrolmentReport?

    package init(
        account: Int64,
        isShared: Bool,
        name: String,
        digest: [UInt8],
        lifetime: Duration,
        report: EnrolmentReport?
    ) {
        self.account = account
        self.isShared = isShared
        self.name = name
        self.digest = digest
        self.lifetime = lifetime
        self.report = report
    }
}

/// An enrolment in the list of all users' enrolments.
package typealias MadeEnrolment = Extended<Enrolment, MadeEnrolmentMembers>

package struct MadeEnrolmentMembers: RecordExtension {
    package static let schemaName = "MadeEnrolment"
    package static let example = Self(makerEmail: "ann@example.org")

    package let makerEmail: String?

    package init(makerEmail: String?) { self.makerEmail = makerEmail }

    private enum CodingKeys: String, CodingKey { case makerEmail = "created_by_email" }
}

/// A new enrolment with its token, which is shown only this once.
package typealias IssuedEnrolment = Extended<Enrolment, IssuedEnrolmentMembers>

package struct IssuedEnrolmentMembers: RecordExtension {
    package static let schemaName = "NewEnrolment"
    package static let example = Self(token: "mre_…")

    package let token: String

    package init(token: String) { self.token = token }
}

/// A machine's view of its enrolment.
package struct MachineRegistration: Record {
    package var state: Written<Enrolment.State>
    package var detail: String
    package var host: Int64?
    /// The line for `authorized_keys` that admits the daemon.
    package var publicKey: String

    package init(_ enrolment: Enrolment, publicKey: String) {
        state = enrolment.state
        detail = enrolment.detail
        host = enrolment.host
        self.publicKey = publicKey
    }

    private enum CodingKeys: String, CodingKey {
        case state
        case detail
        case host
        case publicKey = "ssh_public_key"
    }

    package static let example = Self(.example, publicKey: "ssh-ed25519 AAAAC3Nz… moorage")
}
