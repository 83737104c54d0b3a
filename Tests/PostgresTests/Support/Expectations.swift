import Postgres
import Testing

/// The error that `body` throws, which must be a `PostgresError` with this code.
@discardableResult
func expectError(
    _ code: PostgresError.Code,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async -> PostgresError? {
    do {
        try await body()
        Issue.record("nothing was thrown instead of \(code)", sourceLocation: sourceLocation)
        return nil
    } catch let error as PostgresError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        return error
    } catch {
        Issue.record("\(error) was thrown instead of \(code)", sourceLocation: sourceLocation)
        return nil
    }
}

/// Polls until the answer is yes; fails the test if that takes longer than a minute.
///
/// For states that only the server knows and does not announce. Each poll is a round trip, so this does not spin.
func eventually(
    _ what: Comment,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ question: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(60))
    while try await !question() {
        try #require(ContinuousClock.now < deadline, what, sourceLocation: sourceLocation)
        await Task.yield()
    }
}
