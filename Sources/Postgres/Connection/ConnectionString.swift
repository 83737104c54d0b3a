import CPostgres

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
