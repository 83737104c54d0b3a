/// Why an operation on a workspace was not asked for: nothing would come of it.
package struct WorkspaceRefusal: Error, Sendable, CustomStringConvertible {
    /// What kind of refusal this is. A closed set that may grow, hence no public enum.
    package struct Code: Hashable, Sendable {
        private enum Kind { case conflict, limitReached }

        private let kind: Kind

        private init(_ kind: Kind) { self.kind = kind }

        /// The workspace is not in a state for it.
        package static let conflict = Self(.conflict)
        /// The owner would have more workspaces than allowed.
        package static let limitReached = Self(.limitReached)
    }

    /// What kind of refusal this is.
    package let code: Code
    /// One or two plain sentences for whoever asked.
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
