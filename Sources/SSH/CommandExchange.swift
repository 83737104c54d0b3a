/// The result and the output of a remote command.
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

/// The bytes of one command: the unwritten input, and the output that was read. Pure bookkeeping, no I/O.
struct CommandExchange {
    /// The line with the process comes first; only output of a login shell's start-up files may precede it.
    private static let announcementSearchLimit = 64 * 1024

    /// The rest of the standard input.
    private(set) var input: ArraySlice<UInt8>
    /// Whether the host was told about the end of the input.
    var hasEndedInput = false
    private(set) var output: [UInt8] = []
    private(set) var errorOutput: [UInt8] = []
    /// The process on the host, once it has announced itself.
    private(set) var process: RemoteProcess?
    private let outputLimit: Int
    private let marker: [UInt8]

    init(input: [UInt8], outputLimit: Int, token: String) {
        self.input = input[...]
        self.outputLimit = outputLimit
        marker = [RemoteCommandLine.mark] + Array(token.utf8) + [0x20]
    }

    mutating func wrote(_ count: Int) { input = input.dropFirst(count) }

    /// Returns false if the limit is exceeded.
    mutating func readOutput(_ bytes: ArraySlice<UInt8>) -> Bool {
        output.append(contentsOf: bytes)
        return isWithinLimit
    }

    /// Returns false if the limit is exceeded.
    mutating func readErrorOutput(_ bytes: ArraySlice<UInt8>) -> Bool {
        errorOutput.append(contentsOf: bytes)
        if process == nil, errorOutput.count - bytes.count <= Self.announcementSearchLimit { takeAnnouncement() }
        return isWithinLimit
    }

    private var isWithinLimit: Bool { output.count + errorOutput.count <= outputLimit }

    private mutating func takeAnnouncement() {
        guard let start = errorOutput.firstRange(of: marker)?.lowerBound,
            let end = errorOutput[start...].firstIndex(of: 0x0A)
        else { return }
        let line = String(decoding: errorOutput[(start + marker.count)..<end], as: UTF8.self)
        process = RemoteProcess(statLine: line[...])
        errorOutput.removeSubrange(start...end)
    }
}
