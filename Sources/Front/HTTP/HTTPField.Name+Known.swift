internal import HTTPTypes

/// Headers that HTTPTypes does not name.
extension HTTPField.Name {
    static let crossOriginResourcePolicy = known("Cross-Origin-Resource-Policy")
    static let forwardedFor = known("X-Forwarded-For")
    static let host = known("Host")
    static let idempotencyKey = known("Idempotency-Key")
    static let idempotentReplayed = known("Idempotent-Replayed")
    static let lastEventID = known("Last-Event-ID")
    static let link = known("Link")
    static let referrerPolicy = known("Referrer-Policy")
    static let requestID = known("X-Request-Id")
    static let secFetchSite = known("Sec-Fetch-Site")
    static let totalCount = known("X-Total-Count")
    static let xAccelBuffering = known("X-Accel-Buffering")
    static let xFrameOptions = known("X-Frame-Options")

    private static func known(_ name: String) -> Self {
        guard let known = Self(name) else { preconditionFailure("\(name) cannot be a header's name") }
        return known
    }
}
