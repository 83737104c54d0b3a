internal import HTTPTypes

/// What every answer carries: no page may frame it, guess its type or keep it.
enum SafeHeaders {
    /// Pages that need more say so themselves.
    private static let all: [(HTTPField.Name, String)] = [
        (.xContentTypeOptions, "nosniff"),
        (.xFrameOptions, "DENY"),
        (.referrerPolicy, "same-origin"),
        (.crossOriginResourcePolicy, "same-origin"),
        (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
        (.cacheControl, "no-store"),
    ]

    /// Adds those that are not there.
    static func add(to headers: inout HTTPFields) {
        for (name, value) in all where headers[name] == nil { headers[name] = value }
    }
}
