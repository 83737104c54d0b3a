import CPostgres

/// The database's address and time limits.
///
/// The URL is passed to libpq unchanged, so everything that libpq accepts works: `postgresql://` and `key=value`, TLS
/// (`sslmode`, `sslrootcert`, …), several hosts, `options`, service files, password files. It may contain a password
/// and is never printed.
package struct PostgresConfiguration: Sendable {
    /// How long to wait for a connection, including name lookup and TLS, if the URL does not say.
    package static let defaultConnectTimeout = Duration.seconds(10)

    /// How long a statement may run unless it has its own limit; nil for no limit.
    package var statementTimeout: Duration?

    /// How long the server keeps a transaction open while its client sends nothing, before it rolls it back and closes
    /// the connection; nil for the server's own setting, which by default is no limit.
    ///
    /// A stopped process, or a paused machine, keeps its connections: without a limit its open transaction would keep
    /// its locks.
    package var idleTransactionTimeout: Duration?

    /// The name of our connections in the server's lists, unless the URL sets one.
    package var applicationName: String

    private static let escapes = "the characters @ / ? : % in a password are written as %40 %2F %3F %3A %25"

    private let url: HiddenURL
    private let summary: String
    /// Whether the URL names more than one host to try.
    let hasManyHosts: Bool
    /// How long `connect` waits in total.
    let connectPatience: Duration

    /// Checks that libpq understands the URL, without connecting.
    ///
    /// - Throws: `PostgresError` with code `invalidConfiguration`. It quotes neither the URL nor libpq's own message,
    ///   which would quote parts of the URL.
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
                "the database URL's password ends too early, or its port is not a number; " + Self.escapes
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

    /// The settings for libpq: our defaults, which the URL overrides, then the URL, then required settings.
    var parameters: [(keyword: String, value: String)] {
        [
            ("fallback_application_name", applicationName),
            // At least 2, because libpq treats 1 as 2. Rounded up to whole seconds.
            ("connect_timeout", String(max(2, connectPatience.components.seconds + 1))),
            // A vanished peer is noticed within a minute instead of the system's two hours.
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
    /// The settings in `text`; nil if libpq does not understand it.
    ///
    /// libpq's message is dropped because it quotes the text.
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

    /// Whether no part of a password can be in host, port or database, which may be printed.
    ///
    /// libpq ends the password of a URL at the first `@`, and the whole authority at the first `/`, and treats the rest
    /// as the host's name and so on.
    static func hasItsPartsInPlace(_ text: String, _ settings: [String: String]) -> Bool {
        let ports = (settings["port"] ?? "").split(separator: ",")
        guard ports.allSatisfy({ UInt16($0) != nil }) else { return false }
        guard let scheme = ["postgresql://", "postgres://"].first(where: text.hasPrefix) else { return true }
        let place = text.dropFirst(scheme.count).prefix { $0 != "?" }
        guard let at = place.firstIndex(of: "@") else { return true }
        return !place[..<at].contains("/") && !place[at...].dropFirst().contains("@")
    }
}
