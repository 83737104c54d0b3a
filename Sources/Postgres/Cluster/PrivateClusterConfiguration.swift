/// The settings of a private cluster.
package struct PrivateClusterConfiguration: Sendable {
    /// What survives a crash of the machine.
    package enum Durability: Sendable {
        /// Everything committed, as with any Postgres.
        case full
        /// Possibly nothing. For tests: several times faster.
        case fast
    }

    /// How long the server runs.
    package enum Lifetime: Sendable {
        /// Until ``PrivateCluster/stop()``. It outlives a killed process, which finds it again at its next start.
        case untilStopped
        /// No longer than this process, however that ends. The folder is also removed.
        case process
    }

    /// The folder with all parts: `data`, `socket` and `log`. Created if missing.
    package var folder: String

    /// What survives a crash of the machine.
    package var durability: Durability

    /// How long the server runs.
    package var lifetime: Lifetime

    /// A TCP port on which this machine's clients can connect with a password; nil for the socket only.
    package var loopbackPort: Int?

    /// More settings of the server, as in `postgresql.conf`, without quotes.
    package var settings: [String: String]

    /// Describes a cluster.
    package init(
        folder: String,
        durability: Durability = .full,
        lifetime: Lifetime = .untilStopped,
        loopbackPort: Int? = nil,
        settings: [String: String] = [:]
    ) {
        self.folder = folder
        self.durability = durability
        self.lifetime = lifetime
        self.loopbackPort = loopbackPort
        self.settings = settings
    }

    /// The number in the socket's name, and the TCP port if there is one.
    var port: Int { loopbackPort ?? 5432 }

    var dataFolder: String { folder + "/data" }
    var logFile: String { folder + "/log" }

    /// The file that `postgresql.conf` includes last.
    func serverSettings(socketFolder: String) -> String {
        var lines = [
            "port": String(port),
            "listen_addresses": loopbackPort == nil ? "" : "127.0.0.1",
            "unix_socket_directories": socketFolder,
            "unix_socket_permissions": "0700",
            "password_encryption": "scram-sha-256",
            // DETAIL lines in the log would quote keys and rows.
            "log_error_verbosity": "terse",
            // A line every few minutes that nobody needs.
            "log_checkpoints": "off",
        ]
        if durability == .fast {
            for setting in ["fsync", "synchronous_commit", "full_page_writes"] { lines[setting] = "off" }
        }
        lines.merge(settings) { _, given in given }
        return lines.sorted { $0.key < $1.key }
            .map { "\($0.key) = '\($0.value.replacing("'", with: "''"))'\n" }
            .joined()
    }
}
