/// Why the lab did not do what was asked.
public struct LabError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public struct Code: Hashable, Sendable {
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
        public static var commandFailed: Self { Self(.commandFailed) }
        /// The machine's name or host name is not one.
        public static var invalidName: Self { Self(.invalidName) }
        /// A machine of that name exists in this state folder.
        public static var nameTaken: Self { Self(.nameTaken) }
        /// The address is taken or lies outside the lab's network; or the network is full.
        public static var addressTaken: Self { Self(.addressTaken) }
        /// There is no machine of that name in this state folder.
        public static var notFound: Self { Self(.notFound) }
        /// Every /24 of 198.18.0.0/15 is in use.
        public static var noFreeNetwork: Self { Self(.noFreeNetwork) }
        /// The machine's process ended at once; the message has the last lines of its console.
        public static var bootFailed: Self { Self(.bootFailed) }
        /// Something took longer than its bound.
        public static var timedOut: Self { Self(.timedOut) }
        /// A file of the state folder cannot be read.
        public static var badState: Self { Self(.badState) }
    }

    /// The kind of failure.
    public let code: Code
    /// What happened and to what.
    public let message: String
    /// What lay beneath, if anything.
    public let cause: (any Error)?

    /// Names each part.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message: safe to show.
    public var description: String { message }
}
