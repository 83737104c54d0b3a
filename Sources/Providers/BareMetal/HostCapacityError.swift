/// Why a text is not a capacity.
public struct HostCapacityError: Error, Hashable, CustomStringConvertible {
    /// The part that is wrong, e.g. `ram_gb=x`.
    public let part: String
    /// What was expected.
    public let reason: String

    /// Part and reason.
    public var description: String { "\"\(part)\" in the capacity: \(reason)" }
}
