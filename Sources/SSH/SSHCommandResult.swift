/// How a remote command ended, and what it wrote.
package struct SSHCommandResult: Hashable, Sendable {
    /// How a command ended.
    package enum Termination: Hashable, Sendable {
        /// It exited with this code.
        case exited(Int)
        /// A signal ended it; the name without `SIG`, e.g. `KILL`.
        case signalled(String)
    }

    /// How it ended.
    package var termination: Termination
    /// Its standard output, byte for byte.
    package var standardOutput: [UInt8]
    /// Its standard error, byte for byte.
    package var standardError: [UInt8]

    package init(termination: Termination, standardOutput: [UInt8], standardError: [UInt8]) {
        self.termination = termination
        self.standardOutput = standardOutput
        self.standardError = standardError
    }

    /// Whether it exited with code 0.
    package var isSuccess: Bool { termination == .exited(0) }
}
