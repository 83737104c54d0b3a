package import Workspaces

/// What a host asks a service: an entry of `verify.json` (`docs/host.md`).
package struct HealthCheck: Sendable {
    /// How it is asked, and which answer is expected.
    package enum Kind: String, Sendable {
        /// A request that is answered with a status from 200 to 299.
        case http
        /// The same over TLS; the certificate is not judged.
        case https
        /// `PING`, answered with `PONG`.
        case redis
        /// A connection that is accepted.
        case tcp
    }

    /// Where the front server of a host answers for all its workspaces.
    package static let frontServerPort = Port(rawValue: 443)

    /// How it is asked.
    package let kind: Kind
    /// Where it answers; nil for the front server's port.
    package let port: ServicePort?
    /// The path of a request.
    package let path: String
    /// The request header that carries the secret.
    package let header: String
    /// Redis' password, or the value of ``header``.
    package let secret: ServiceSecret?
    /// Whether the request names the workspace's domain as its host.
    package let namesDomain: Bool

    package init(
        _ kind: Kind,
        on port: ServicePort?,
        path: String = "",
        header: String = "",
        secret: ServiceSecret? = nil,
        namesDomain: Bool = false
    ) {
        self.kind = kind
        self.port = port
        self.path = path
        self.header = header
        self.secret = secret
        self.namesDomain = namesDomain
    }

    /// Where it is asked in a workspace with these ports; nil when its port is not among them.
    package func port(in ports: [ServicePort: Port]) -> Port? {
        guard let port else { return Self.frontServerPort }
        return ports[port]
    }
}
