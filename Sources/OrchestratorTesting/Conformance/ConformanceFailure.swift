/// What a store does other than it must.
public struct ConformanceFailure: Error, CustomStringConvertible {
    /// What was expected.
    public let description: String
}
