/// How an operation ended. Final.
package enum OperationOutcome: String, Codable, Sendable {
    /// It achieved its goal.
    case succeeded
    /// It failed; its resources have been removed.
    case failed
    /// It was cancelled; its resources have been removed.
    case cancelled
}
