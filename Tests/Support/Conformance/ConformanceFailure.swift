/// A store's wrong behaviour.
package struct ConformanceFailure: Error, CustomStringConvertible {
    /// The expected form.
    package let description: String
}
