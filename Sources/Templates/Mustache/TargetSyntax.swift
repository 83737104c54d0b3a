/// How to write a value so that the reading program gets it back unchanged.
///
/// The raw value is the name of the transform in a template: `{{env(name)}}`.
enum TargetSyntax: String, Hashable, Sendable, CaseIterable {
    /// Letters, digits and `. _ / : @ + -` only: characters that never need quoting. A tag without a transform.
    case plain
    /// A value in a file that `EnvironmentFile=` names (systemd.exec(5)), quoted.
    case env
    /// The whole value of a setting in a unit file (systemd.syntax(7)), where specifiers are expanded.
    case unit
    /// One argument of a command line in a unit file (systemd.service(5), "COMMAND LINES"), quoted.
    case unitArgument
    /// A parameter in an nginx configuration, quoted.
    case nginx
    /// A double-quoted YAML 1.1 scalar.
    case yaml
    /// A string constant of PostgreSQL, correct whatever `standard_conforming_strings` is.
    case sqlLiteral
    /// A quoted identifier of PostgreSQL.
    case sqlIdentifier
    /// An argument in redis.conf, quoted.
    case redis
    /// The user information of a URL: everything except RFC 3986's unreserved characters as percent triplets.
    case url

    /// The value as written in the file, including quotes.
    ///
    /// - Throws: ``EscapingError`` if the syntax cannot express it.
    func escape(_ value: String) throws(EscapingError) -> String {
        // Each of the readers is a C program or passes the value to one.
        guard !value.unicodeScalars.contains("\0") else { throw EscapingError(reason: "holds a NUL character") }
        switch self {
        case .plain: return try Self.plain(value)
        case .env: return Self.quoted(value, escaping: ["\"", "\\", "$", "`"])
        case .unit: return try Self.unit(value)
        case .unitArgument: return Self.unitArgument(value)
        case .nginx: return try Self.nginx(value)
        case .yaml: return Self.yaml(value)
        case .sqlLiteral: return Self.sqlLiteral(value)
        case .sqlIdentifier: return try Self.sqlIdentifier(value)
        case .redis: return Self.redis(value)
        case .url: return Self.url(value)
        }
    }
}

/// Why a syntax cannot express a value. Does not contain the value.
struct EscapingError: Error, Hashable, Sendable {
    /// A verb phrase that follows the value's name: "contains a line break, which …".
    let reason: String
}
