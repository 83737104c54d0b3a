/// Why the database did not do what the front asked.
package struct FrontStoreError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure this is. A closed set that may grow, hence no public enum.
    package struct Code: Hashable, Sendable {
        private enum Kind { case unavailable, locked, rejected }

        private let kind: Kind

        private init(_ kind: Kind) { self.kind = kind }

        /// It does not answer now; the same may be asked again in a moment.
        package static let unavailable = Self(.unavailable)
        /// Another program holds what was to be changed; the same may be asked again in a moment.
        package static let locked = Self(.locked)
        /// It refused a statement, which is a mistake on our side.
        package static let rejected = Self(.rejected)
    }

    /// What kind of failure this is.
    package let code: Code
    /// One sentence for the log, without any value.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
