/// Why a syntax cannot carry a value. Does not hold the value.
struct EscapingError: Error, Hashable, Sendable {
    /// A verb phrase that follows the value's name: "holds a line break, which …".
    let reason: String
}
