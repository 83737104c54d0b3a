import CPostgres

/// Where the database is and how long to wait for it.
///
/// The URL is handed to libpq as it is, so everything that libpq accepts works: `postgresql://` and `key=value`, TLS
/// (`sslmode`, `sslrootcert`, …), several hosts, `options`, service files, password files. It may hold a password and
/// is never printed.
package struct PostgresConfiguration: Sendable {
    /// How long to wait for a connection, name lookup and TLS included, when the URL does not say.
    package static let defaultConnectTimeout = Duration.seconds(10)

    /// How long a statement may run unless it names its own time; nil for no end.
    package var statementTimeout: Duration?

    /// How long the server keeps a transaction open whose client sends nothing more, before it rolls it back and ends
    /// the connection; nil for the server's own setting, which by default is no end.
    ///
    /// A process that was stopped, or a machine that was paused, keeps its connections: without an end its open
    /// transaction would hold its locks against everybody else.
    package var idleTransactionTimeout: Duration?

    /// The name under which the server lists our connections, unless the URL names one.
    package var applicationName: String

    private static let escapes = "the characters @ / ? : % in a password are written as %40 %2F %3F %3A %25"

    private let url: HiddenURL
    private let summary: String
    /// Whether the URL names more than one host to try.
    let hasManyHosts: Bool
    /// How long `connect` waits in all.
    let connectPatience: Duration

    /// Checks that libpq understands the URL; does not connect.
    ///
    /// - Throws: `PostgresError` with code `invalidConfiguration`. It does not quote the URL, nor libpq's own message,
    ///   which would quote parts of it.
    package init(
        url: String,
        connectTimeout: Duration = Self.defaultConnectTimeout,
        statementTimeout: Duration? = nil,
        idleTransactionTimeout: Duration? = nil,
        applicationName: String = "moorage"
    ) throws(PostgresError) {
        guard !url.utf8.contains(0), let settings = ConnectionString.parse(url) else {
            throw PostgresError(
                .invalidConfiguration,
                "the database URL is neither postgresql://user:password@host:port/database nor key=value pairs; "
                    + Self.escapes
            )
        }
        guard ConnectionString.hasItsPartsInPlace(url, settings) else {
            throw PostgresError(
                .invalidConfiguration,
                "the database URL's password ends too early or its port is no number; " + Self.escapes
            )
        }
        self.url = HiddenURL(value: url)
        self.statementTimeout = statementTimeout
        self.idleTransactionTimeout = idleTransactionTimeout
        self.applicationName = applicationName
        let hosts = (settings["host"] ?? settings["hostaddr"] ?? "").split(separator: ",").count
        self.hasManyHosts = hosts > 1
        let perHost = settings["connect_timeout"].flatMap { Int($0) } ?? 0
        self.connectPatience = max(connectTimeout, .seconds(perHost * max(1, hosts)))
        self.summary = Self.summary(of: settings)
    }

    /// What libpq is given: our defaults, which the URL overrides, then the URL, then what we rely on.
    var parameters: [(keyword: String, value: String)] {
        [
            ("fallback_application_name", applicationName),
            // At least 2: libpq takes 1 for 2. Rounded up to whole seconds.
            ("connect_timeout", String(max(2, connectPatience.components.seconds + 1))),
            // A peer that vanished without a word is noticed within a minute instead of the system's two hours.
            ("keepalives_idle", "30"),
            ("keepalives_interval", "10"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
            ("dbname", url.value),
            ("client_encoding", "UTF8"),
        ]
    }

    private static func summary(of settings: [String: String]) -> String {
        let user = settings["user"].map { $0 + "@" } ?? ""
        let port = settings["port"].map { ":" + $0 } ?? ""
        let database = settings["dbname"].map { "/" + $0 } ?? ""
        return user + (settings["host"] ?? settings["hostaddr"] ?? "") + port + database
    }

    /// Keeps the URL out of dumps and reflection.
    private struct HiddenURL: Sendable, CustomReflectable {
        let value: String
        var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible {
    /// `user@host:port/database` as far as the URL names them; no password.
    package var description: String { summary }

    /// As `description`.
    package var debugDescription: String { summary }
}

/// Reads connection strings with libpq's own parser.
enum ConnectionString {
    /// The settings that `text` names; nil when libpq does not understand it.
    ///
    /// libpq's message is dropped: it quotes the text.
    static func parse(_ text: String) -> [String: String]? {
        var message: UnsafeMutablePointer<CChar>? = nil
        let options = unsafe PQconninfoParse(text, &message)
        if let message = unsafe message { unsafe PQfreemem(message) }
        guard let options = unsafe options else { return nil }
        defer { unsafe PQconninfoFree(options) }
        var settings: [String: String] = [:]
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe settings[String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe option += 1
        }
        return settings
    }

    /// Whether no part of a password can have slipped into host, port or database, which are printed freely.
    ///
    /// libpq ends the password of a URL at the first `@`, and the whole authority at the first `/`, and takes what
    /// follows for the host's name and the rest.
    static func hasItsPartsInPlace(_ text: String, _ settings: [String: String]) -> Bool {
        let ports = (settings["port"] ?? "").split(separator: ",")
        guard ports.allSatisfy({ UInt16($0) != nil }) else { return false }
        guard let scheme = ["postgresql://", "postgres://"].first(where: text.hasPrefix) else { return true }
        let place = text.dropFirst(scheme.count).prefix { $0 != "?" }
        guard let at = place.firstIndex(of: "@") else { return true }
        return !place[..<at].contains("/") && !place[at...].dropFirst().contains("@")
    }
}
