/// How an operation ended. Final.
package enum OperationOutcome: String, Codable, Sendable {
    /// It did what it was for.
    case succeeded
    /// It could not; what it had made is gone again.
    case failed
    /// It was asked to stop; what it had made is gone again.
    case cancelled
}
