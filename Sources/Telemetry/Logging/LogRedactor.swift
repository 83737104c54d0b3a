/// Removes text that looks like a secret from log lines.
///
/// Only the last line of defence: secret values have the type `Secret`, which prints as stars. This catches text from
/// outside, such as a URL in a library's error message.
package struct LogRedactor: Sendable {
    /// The replacement for a secret.
    static let replacement = "***"
    /// Parts of metadata keys whose values are never shown.
    private static let hiddenKeys = [
        "password", "secret", "token", "api_key", "apikey", "authorization", "private_key",
    ].map { Array($0.utf8) }
    /// A secret word follows each of these.
    private static let wordPrefixes = [
        "Bearer ", "bearer ", "Basic ", "dop_v1_", "doo_v1_", "dor_v1_", "password=", "PASSWORD ",
    ]
    private static let privateKeyStart = "-----BEGIN "
    /// A text without any of these contains nothing to hide.
    private static let triggers = (wordPrefixes + ["://", privateKeyStart]).map { Array($0.utf8) }

    private let hook: @Sendable (String) -> String

    /// - Parameter hook: called on every text after the built-in rules; it may remove more.
    package init(hook: @escaping @Sendable (String) -> String = { $0 }) { self.hook = hook }

    /// Whether a value is hidden because of its key.
    func hides(key: String) -> Bool {
        let bytes = key.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return bytes.indices.contains { index in
            Self.hiddenKeys.contains { bytes[index] == $0[0] && bytes[index...].starts(with: $0) }
        }
    }

    /// The text without passwords in URLs, bearer tokens, tokens of clouds and private keys.
    package func redact(_ text: String) -> String {
        guard Self.needsLook(text) else { return hook(text) }
        var result = Self.hidingURLPasswords(in: text)
        for prefix in Self.wordPrefixes {
            result = Self.hidingWord(after: prefix, in: result)
        }
        return hook(Self.hidingPrivateKeys(in: result))
    }

    /// Whether any rule could apply. Nearly every text ends here, at a nanosecond or two per byte; the rules themselves
    /// search by characters and take a thousand times as long.
    private static func needsLook(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: ":"), UInt8(ascii: "B"), UInt8(ascii: "b"), UInt8(ascii: "d"), UInt8(ascii: "p"),
                UInt8(ascii: "P"), UInt8(ascii: "-"):
                if triggers.contains(where: { bytes[index...].starts(with: $0) }) { return true }
            default: continue
            }
        }
        return false
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

    /// Replaces the word after each `prefix`: quoted text, or up to a space, quote, comma or semicolon.
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
        guard let start = text.firstRange(of: privateKeyStart), text[start.upperBound...].contains("PRIVATE KEY-----")
        else { return text }
        // Everything after it may be part of the key, so nothing of it is kept.
        return text[..<start.lowerBound] + replacement
    }
}
