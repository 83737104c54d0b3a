/// A row that can never be honoured as it is: why, and what to change.
package struct RefusedRow: Error, Hashable, Sendable, CustomStringConvertible {
    /// The column that is at fault.
    package let column: String
    /// What is wrong, the allowed values and what to change, in one or two plain sentences.
    package let message: String

    /// The message.
    package var description: String { message }
}
