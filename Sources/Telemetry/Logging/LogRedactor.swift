/// Takes out of log lines what looks like a secret.
///
/// The last line of defence only: values that are secret travel as `Secret`, which prints itself as stars. This one
/// catches what comes from outside, such as a URL in the error text of a library.
public struct LogRedactor: Sendable {
    /// What stands in place of a secret.
    static let replacement = "***"
    /// Parts of a metadata key whose value is never shown.
    private static let hiddenKeys = [
        "password", "secret", "token", "api_key", "apikey", "authorization", "private_key",
    ]

    private let hook: @Sendable (String) -> String

    /// - Parameter hook: called on every text after the built-in rules; it may take out more.
    public init(hook: @escaping @Sendable (String) -> String = { $0 }) { self.hook = hook }

    /// Whether a value is hidden because of its key.
    func hides(key: String) -> Bool {
        let key = key.lowercased()
        return Self.hiddenKeys.contains { key.contains($0) }
    }

    /// The text without passwords in URLs, bearer tokens, DigitalOcean tokens and private keys.
    public func redact(_ text: String) -> String {
        var result = text
        result = Self.hidingURLPasswords(in: result)
        for prefix in ["Bearer ", "bearer ", "Basic ", "dop_v1_", "doo_v1_", "password=", "PASSWORD "] {
            result = Self.hidingWord(after: prefix, in: result)
        }
        return hook(Self.hidingPrivateKeys(in: result))
    }

    /// `postgresql://user:word@host` loses its word, which ends at the last `@` before a slash or space.
    private static func hidingURLPasswords(in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { $0 != "/" && $0 != "?" && !$0.isWhitespace && $0 != "\"" }
            guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
                continue
            }
            result += rest[...colon] + replacement
            rest = rest[at...]
        }
        return result + rest
    }

    /// The word behind each `prefix` is replaced: what stands in quotes, or up to a space, quote, comma or semicolon.
    private static func hidingWord(after prefix: String, in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let found = rest.firstRange(of: prefix) {
            result += rest[..<found.upperBound] + replacement
            rest = rest[found.upperBound...]
            if let quote = rest.first, quote == "'" || quote == "\"" {
                rest = rest.dropFirst().drop { $0 != quote }.dropFirst()
            } else {
                rest = rest.drop { !$0.isWhitespace && !"\"',;)".contains($0) }
            }
        }
        return result + rest
    }

    private static func hidingPrivateKeys(in text: String) -> String {
        guard let start = text.firstRange(of: "-----BEGIN "), text[start.upperBound...].contains("PRIVATE KEY-----")
        else { return text }
        // Whatever follows may be part of the key: nothing of it is kept.
        return text[..<start.lowerBound] + replacement
    }
}
