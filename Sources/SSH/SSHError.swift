/// Why something over SSH failed.
///
/// The description is safe to show and to log: it contains hosts, paths and the library's own words, never a key or
/// transferred data.
package struct SSHError: Error, Sendable, CustomStringConvertible {
    /// What went wrong. A struct, so that a new code breaks no caller.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
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

        /// The host completed the handshake and then refused our key for this user.
        package static let authenticationFailed = Self(.authenticationFailed)
        /// The task was cancelled.
        package static let cancelled = Self(.cancelled)
        /// The host refused or broke a single channel; the session continues.
        package static let channelFailed = Self(.channelFailed)
        /// A command of ours (an upload, a read) failed on the host.
        package static let commandFailed = Self(.commandFailed)
        /// No connection: the name does not resolve, nothing answers, or the connection was refused.
        package static let connectFailed = Self(.connectFailed)
        /// The data on the host differs from what was sent.
        package static let digestMismatch = Self(.digestMismatch)
        /// The connection is gone or the session was closed.
        package static let disconnected = Self(.disconnected)
        /// The host presented a key that is not pinned; see ``SSHError/foundHostKey``.
        package static let hostKeyMismatch = Self(.hostKeyMismatch)
        /// Misuse: an empty pin list, a path with a NUL, a command that is too long.
        package static let invalidArgument = Self(.invalidArgument)
        /// The file to read does not exist.
        package static let noSuchFile = Self(.noSuchFile)
        /// The command wrote more than the caller allowed; it was killed.
        package static let outputLimitExceeded = Self(.outputLimitExceeded)
        /// The handshake failed: not an SSH server, or no method in common (no host key of a pinned type).
        package static let protocolFailed = Self(.protocolFailed)
        /// The deadline passed.
        package static let timedOut = Self(.timedOut)

        /// The code in words.
        package var description: String { value.rawValue }
    }

    /// What happened to the remote command that the error interrupted.
    package enum RemoteCommand: Hashable, Sendable {
        /// There was none, or it had ended already.
        case none
        /// Nothing of it is left: its process group and its descendants were searched for and are gone.
        case gone
        /// It may still run: the host could not be asked, or a part of it survived.
        case unknown
    }

    /// What went wrong.
    package let code: Code
    /// One or two plain sentences.
    package let message: String
    /// The key presented by the host, if it was not a pinned one.
    package let foundHostKey: HostKeyPin?
    /// What happened to the command that ``Code/timedOut``, ``Code/cancelled`` or ``Code/outputLimitExceeded``
    /// interrupted.
    package let remoteCommand: RemoteCommand

    package init(
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
    package var description: String { "\(code): \(message)" }

    func withRemoteCommand(_ remoteCommand: RemoteCommand) -> SSHError {
        SSHError(code, message, foundHostKey: foundHostKey, remoteCommand: remoteCommand)
    }
}
