/// A row that can never be honoured as it is: why, and what to change.
public struct RefusedRow: Error, Hashable, Sendable, CustomStringConvertible {
    /// The column that is at fault.
    public let column: String
    /// What is wrong, the allowed values and what to change, in one or two plain sentences.
    public let message: String

    /// The message.
    public var description: String { message }
}
