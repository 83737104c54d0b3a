internal import HTTPTypes

/// The headers of every answer: no page may frame it, guess its type or store it.
enum SafeHeaders {
    /// Pages with other needs set their own headers.
    private static let all: [(HTTPField.Name, String)] = [
        (.xContentTypeOptions, "nosniff"),
        (.xFrameOptions, "DENY"),
        (.referrerPolicy, "same-origin"),
        (.crossOriginResourcePolicy, "same-origin"),
        (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
        (.cacheControl, "no-store"),
    ]

    /// Adds missing headers.
    static func add(to headers: inout HTTPFields) {
        for (name, value) in all where headers[name] == nil { headers[name] = value }
    }
}
