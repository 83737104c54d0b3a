/// Why an operation on a workspace was not asked for: nothing would come of it.
public struct WorkspaceRefusal: Error, Sendable, CustomStringConvertible {
    /// What kind of refusal this is. A closed set that may grow, hence no public enum.
    public struct Code: Hashable, Sendable {
        private enum Kind { case conflict, limitReached }

        private let kind: Kind

        private init(_ kind: Kind) { self.kind = kind }

        /// The workspace is not in a state for it.
        public static let conflict = Self(.conflict)
        /// The owner would have more workspaces than allowed.
        public static let limitReached = Self(.limitReached)
    }

    /// What kind of refusal this is.
    public let code: Code
    /// One or two plain sentences for whoever asked.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
