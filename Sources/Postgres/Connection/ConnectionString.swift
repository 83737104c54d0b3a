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
}
