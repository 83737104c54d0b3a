/// Why the database failed a request of the front.
package struct FrontStoreError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. A closed set that may grow, hence no public enum.
    package struct Code: Hashable, Sendable {
        private enum Kind { case unavailable, locked, rejected }

        private let kind: Kind

        private init(_ kind: Kind) { self.kind = kind }

        /// It does not answer now; the request may be repeated soon.
        package static let unavailable = Self(.unavailable)
        /// Another program has locked the row; the request may be repeated soon.
        package static let locked = Self(.locked)
        /// It refused a statement, which is a mistake on our side.
        package static let rejected = Self(.rejected)
    }

    /// The kind of failure.
    package let code: Code
    /// One sentence for the log, without any value.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
