/// Why a text is not valid JSON.
package struct JSONFailure: Error, Hashable, Sendable {
    /// What went wrong.
    package enum Reason: Hashable, Sendable {
        /// It is not JSON.
        case syntax
        /// Arrays and objects are nested too deeply.
        case depth
        /// An object has a duplicate name.
        case repeatedName(String)
        /// A number is too large for a double.
        case number
    }

    /// What went wrong.
    package let reason: Reason
    /// The position in bytes.
    package let byte: Int
    /// The member of the outermost object that contains it; nil if none does.
    package let member: String?

    package init(reason: Reason, byte: Int, member: String? = nil) {
        self.reason = reason
        self.byte = byte
        self.member = member
    }
}
