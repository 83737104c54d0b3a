/// Why a text was not read as JSON.
package struct JSONFailure: Error, Hashable, Sendable {
    /// What is wrong.
    package enum Reason: Hashable, Sendable {
        /// It is no JSON.
        case syntax
        /// Arrays and objects are nested too deeply.
        case depth
        /// An object has this name twice.
        case repeatedName(String)
        /// A number is too large for a double.
        case number
    }

    /// What is wrong.
    package let reason: Reason
    /// Behind how many bytes it showed.
    package let byte: Int
    /// In which member of the outermost object it is; nil when it is in none.
    package let member: String?

    package init(reason: Reason, byte: Int, member: String? = nil) {
        self.reason = reason
        self.byte = byte
        self.member = member
    }
}
