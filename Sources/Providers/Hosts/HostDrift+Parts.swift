package import Workspaces

extension HostDrift {
    /// A file that is not as it was installed.
    package struct File: Hashable, Codable, Sendable {
        /// In what a file differs.
        package enum State: String, Codable, Sendable {
            /// Its content, or it is no plain file.
            case changed
            /// It is not there.
            case missing
            /// Its owner, group or permissions.
            case mode
            /// Unknown: an older version installed it and recorded no digest.
            case unrecorded
        }

        /// Where it lies.
        package var path: String
        /// In what it differs.
        package var state: State
        /// The SHA-256 of what was found instead; nil unless a plain file was.
        package var digest: SHA256Digest?

        package init(path: String, state: State, digest: SHA256Digest? = nil) {
            self.path = path
            self.state = state
            self.digest = digest
        }
    }

    /// A systemd unit that the workspace needs.
    package struct Unit: Hashable, Codable, Sendable {
        /// Its name, e.g. `moorage-ws7x2k4-redis.service`.
        package var name: String
        /// systemd's word for how it stands (`active`, `failed`, `inactive` …), or `missing`.
        package var state: String
        /// systemd's more exact word, e.g. `running`, `auto-restart`.
        package var detail: String
        /// Whether it starts with the machine.
        package var isEnabled: Bool
        /// How often systemd has restarted it.
        package var restarts: Int

        package init(name: String, state: String, detail: String = "", isEnabled: Bool = true, restarts: Int = 0) {
            self.name = name
            self.state = state
            self.detail = detail
            self.isEnabled = isEnabled
            self.restarts = restarts
        }
    }

    /// Who listens on one of the workspace's ports.
    package struct PortUse: Hashable, Codable, Sendable {
        /// Whose the listener is.
        package enum State: String, Codable, Sendable {
            /// The workspace's own service.
            case ours
            /// Somebody else.
            case foreign
            /// Nobody, where a service should listen.
            case silent
            /// Nobody, and nobody should.
            case free
        }

        /// The port.
        package var port: Port
        /// The service that should listen there; empty for none.
        package var service: String
        /// Whose the listener is.
        package var state: State
        /// Whether a service that is for this host alone listens on more than loopback.
        package var isExposed: Bool
        /// The other's name and unit, as far as the host knows; empty unless the state is `foreign`.
        package var stranger: String

        package init(port: Port, service: String, state: State, isExposed: Bool = false, stranger: String = "") {
            self.port = port
            self.service = service
            self.state = state
            self.isExposed = isExposed
            self.stranger = stranger
        }
    }
}
