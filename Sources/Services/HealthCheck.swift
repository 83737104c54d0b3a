package import Workspaces

/// A host's check of a service: an entry of `verify.json` (`docs/host.md`).
package struct HealthCheck: Sendable {
    /// The kind of check, and the expected answer.
    package enum Kind: String, Sendable {
        /// A request with an answer of status 200 to 299.
        case http
        /// The same over TLS, without checking the certificate.
        case https
        /// `PING`, answered with `PONG`.
        case redis
        /// An accepted connection.
        case tcp
    }

    /// Where nginx on a host answers for all its workspaces.
    package static let frontServerPort = Port(rawValue: 443)

    /// The kind of check.
    package let kind: Kind
    /// The port to check; nil for nginx's port.
    package let port: ServicePort?
    /// The path of a request.
    package let path: String
    /// The request header with the secret.
    package let header: String
    /// Redis' password, or the value of ``header``.
    package let secret: ServiceSecret?
    /// Whether the request has the workspace's domain as its host.
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

    /// The address in a workspace with these ports; nil if its port is not among them.
    package func port(in ports: [ServicePort: Port]) -> Port? {
        guard let port else { return Self.frontServerPort }
        return ports[port]
    }
}
