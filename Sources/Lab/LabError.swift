/// Why a request to the lab failed.
package struct LabError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    package struct Code: Hashable, Sendable {
        private enum Value: Hashable, Sendable {
            case commandFailed
            case invalidName
            case nameTaken
            case addressTaken
            case notFound
            case noFreeNetwork
            case bootFailed
            case timedOut
            case badState
        }

        private let value: Value

        private init(_ value: Value) { self.value = value }

        /// A program that the lab runs (`ip`, `mount`, `debootstrap`, …) failed.
        package static var commandFailed: Self { Self(.commandFailed) }
        /// The machine's name or host name is invalid.
        package static var invalidName: Self { Self(.invalidName) }
        /// A machine with this name exists in this state folder.
        package static var nameTaken: Self { Self(.nameTaken) }
        /// The address is in use or outside the lab's network; or the network is full.
        package static var addressTaken: Self { Self(.addressTaken) }
        /// There is no machine with this name in this state folder.
        package static var notFound: Self { Self(.notFound) }
        /// Every /24 of 198.18.0.0/15 is in use.
        package static var noFreeNetwork: Self { Self(.noFreeNetwork) }
        /// The machine's process ended immediately; the message has the last lines of its console.
        package static var bootFailed: Self { Self(.bootFailed) }
        /// Something exceeded its time limit.
        package static var timedOut: Self { Self(.timedOut) }
        /// A file of the state folder cannot be read.
        package static var badState: Self { Self(.badState) }
    }

    /// The kind of failure.
    package let code: Code
    /// What happened, and to what.
    package let message: String
    /// The underlying error, if any.
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message: safe to show.
    package var description: String { message }
}
