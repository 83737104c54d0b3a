/// Why a text is not a capacity.
package struct HostCapacityError: Error, Hashable, CustomStringConvertible {
    /// The part that is wrong, e.g. `ram_gb=x`.
    package let part: String
    /// What was expected.
    package let reason: String

    /// Part and reason.
    package var description: String { "\"\(part)\" in the capacity: \(reason)" }
}
