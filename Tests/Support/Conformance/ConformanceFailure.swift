/// What a store does other than it must.
package struct ConformanceFailure: Error, CustomStringConvertible {
    /// What was expected.
    package let description: String
}
