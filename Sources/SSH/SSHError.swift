/// Why something over SSH did not happen.
///
/// The description is safe to show and to log: it names hosts, paths and the library's own words, never a key or what
/// was sent or received.
public struct SSHError: Error, Sendable, CustomStringConvertible {
    /// What went wrong. A struct, so that a new code breaks no caller.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case authenticationFailed = "authentication failed"
            case cancelled
            case channelFailed = "channel failed"
            case commandFailed = "command failed"
            case connectFailed = "connect failed"
            case digestMismatch = "digest mismatch"
            case disconnected
            case hostKeyMismatch = "host key mismatch"
            case invalidArgument = "invalid argument"
            case noSuchFile = "no such file"
            case outputLimitExceeded = "output limit exceeded"
            case protocolFailed = "protocol failed"
            case timedOut = "timed out"
        }

        private let value: Value

        private init(_ value: Value) { self.value = value }

        /// The host took part in the handshake and then refused our key for this user.
        public static let authenticationFailed = Self(.authenticationFailed)
        /// The task was cancelled.
        public static let cancelled = Self(.cancelled)
        /// The host refused or broke a single channel; the session goes on.
        public static let channelFailed = Self(.channelFailed)
        /// A command of ours (an upload, a read) ended with an error on the host.
        public static let commandFailed = Self(.commandFailed)
        /// No connection: the name does not resolve, nothing answers, or it was refused.
        public static let connectFailed = Self(.connectFailed)
        /// What arrived on the host is not what was sent.
        public static let digestMismatch = Self(.digestMismatch)
        /// The connection is gone or the session was closed.
        public static let disconnected = Self(.disconnected)
        /// The host presented a key that is not pinned; see ``SSHError/foundHostKey``.
        public static let hostKeyMismatch = Self(.hostKeyMismatch)
        /// Misuse: an empty pin list, a path with a NUL, a command that is too long.
        public static let invalidArgument = Self(.invalidArgument)
        /// The file to read does not exist.
        public static let noSuchFile = Self(.noSuchFile)
        /// The command wrote more than the caller allowed; it was killed.
        public static let outputLimitExceeded = Self(.outputLimitExceeded)
        /// The handshake failed: not an SSH server, or no method in common (no host key of a pinned type).
        public static let protocolFailed = Self(.protocolFailed)
        /// The deadline passed.
        public static let timedOut = Self(.timedOut)

        /// The code in words.
        public var description: String { value.rawValue }
    }

    /// What became of the remote command that the error cut off.
    public enum RemoteCommand: Hashable, Sendable {
        /// There was none, or it had ended by itself.
        case none
        /// Nothing of it is left: its process group and its descendants were looked for and are gone.
        case gone
        /// It may still run: the host could not be asked, or something of it survived.
        case unknown
    }

    /// What went wrong.
    public let code: Code
    /// One or two plain sentences.
    public let message: String
    /// The key that the host presented, when it was not a pinned one.
    public let foundHostKey: HostKeyPin?
    /// What became of the command that was cut off by ``Code/timedOut``, ``Code/cancelled`` or
    /// ``Code/outputLimitExceeded``.
    public let remoteCommand: RemoteCommand

    /// Names each part.
    public init(
        _ code: Code,
        _ message: String,
        foundHostKey: HostKeyPin? = nil,
        remoteCommand: RemoteCommand = .none
    ) {
        self.code = code
        self.message = message
        self.foundHostKey = foundHostKey
        self.remoteCommand = remoteCommand
    }

    /// Code and message.
    public var description: String { "\(code): \(message)" }

    func withRemoteCommand(_ remoteCommand: RemoteCommand) -> SSHError {
        SSHError(code, message, foundHostKey: foundHostKey, remoteCommand: remoteCommand)
    }
}
