/// Why an operation on a workspace was not requested: it would have no effect.
package struct WorkspaceRefusal: Error, Sendable, CustomStringConvertible {
    /// The kind of refusal. A closed set that may grow, hence no public enum.
    package struct Code: Hashable, Sendable {
        private enum Kind { case conflict, limitReached }

        private let kind: Kind

        private init(_ kind: Kind) { self.kind = kind }

        /// The workspace's state does not allow it.
        package static let conflict = Self(.conflict)
        /// The owner would have more workspaces than allowed.
        package static let limitReached = Self(.limitReached)
    }

    /// The kind of refusal.
    package let code: Code
    /// One or two plain sentences for the caller.
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
