/// Something that may fail and is limited by several keys, such as a log-in by address and by account.
struct Attempt: Sendable {
    private let parts: [(limiter: AttemptLimiter, key: String)]

    /// Begins it once every limiter allows it.
    ///
    /// - Parameter refusal: the sentence for a caller who must wait.
    /// - Throws: ``APIError`` 429, or `CancellationError`.
    init(_ parts: [(limiter: AttemptLimiter, key: String)], refusal: String) async throws {
        var begun: [(limiter: AttemptLimiter, key: String)] = []
        do {
            for part in parts {
                if let wait = try await part.limiter.begin(part.key) {
                    throw APIError.tooMany(refusal, retryAfter: wait)
                }
                begun.append(part)
            }
        } catch {
            for part in begun { part.limiter.end(part.key, hasFailed: false) }
            throw error
        }
        self.parts = parts
    }

    /// Reports the outcome; must be called exactly once afterwards.
    ///
    /// - Returns: the failures for each key, including this one.
    @discardableResult
    func end(hasFailed: Bool) -> [Int] { parts.map { $0.limiter.end($0.key, hasFailed: hasFailed) } }
}
