internal import Crypto

extension SSHSession {
    /// The longest path in Linux (`PATH_MAX`).
    private static let maximumPathLength = 4096
    /// Exit codes of the scripts below; none is used by the programs in them.
    private static let digestMismatchCode = 70
    private static let noSuchFileCode = 71
    private static let notReadableCode = 72
    /// How much of a failed command's own output is kept.
    private static let maximumReasonLength = 300

    /// Writes a file: to a temporary file in the same folder, whose SHA-256 is checked on the host, then renamed to
    /// `path`.
    ///
    /// A reader of `path` sees the old content or the new one, never a part, and no mode but the requested one. A crash
    /// can leave the temporary file `path.moorage-…` behind.
    ///
    /// - Parameters:
    ///   - path: Absolute, in a folder that exists.
    ///   - mode: Permission bits, e.g. `0o640`.
    /// - Throws: ``SSHError``: `digestMismatch`, `commandFailed` with the host's message (no space, no such folder),
    ///   and the errors of ``execute(_:as:standardInput:timeout:outputLimit:)``.
    package func upload(
        _ bytes: [UInt8],
        to path: String,
        mode: UInt16,
        as privilege: SSHPrivilege = .login,
        timeout: Duration
    ) async throws(SSHError) {
        try Self.check(path)
        let digest = SHA256.hash(data: bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        let side = ShellQuoting.quote(path + ".moorage-" + String(UInt64.random(in: .min ... .max), radix: 36))
        let command = """
            umask 077
            t=\(side)
            trap 'rm -f -- "$t"' EXIT
            trap 'exit 143' TERM HUP INT
            cat >"$t" || exit 1
            [ "$(sha256sum <"$t" | cut -c 1-64)" = \(digest) ] || exit \(Self.digestMismatchCode)
            chmod \(String(mode & 0o7777, radix: 8)) -- "$t" && sync -- "$t" && mv -fT -- "$t" \(ShellQuoting.quote(path))
            """
        let result = try await execute(command, as: privilege, standardInput: bytes, timeout: timeout)
        switch result.termination {
        case .exited(0):
            return
        case .exited(Self.digestMismatchCode):
            throw SSHError(.digestMismatch, "The data that arrived for \(path) differs from what was sent.")
        default:
            throw Self.failed("Writing \(path)", result)
        }
    }

    /// Reads at most `limit` bytes of a file from a byte offset on; empty at or after its end.
    ///
    /// - Throws: ``SSHError``: `noSuchFile` if there is no regular file, `commandFailed` if it may not be read, and the
    ///   errors of ``execute(_:as:standardInput:timeout:outputLimit:)``.
    package func read(
        _ path: String,
        from offset: Int64,
        limit: Int,
        as privilege: SSHPrivilege = .login,
        timeout: Duration
    ) async throws(SSHError) -> [UInt8] {
        try Self.check(path)
        guard offset >= 0, limit > 0 else {
            throw SSHError(.invalidArgument, "An offset must not be negative, and a limit must be positive.")
        }
        let command = """
            f=\(ShellQuoting.quote(path))
            [ -f "$f" ] || exit \(Self.noSuchFileCode)
            [ -r "$f" ] || exit \(Self.notReadableCode)
            tail -c +\(offset + 1) -- "$f" | head -c \(limit)
            """
        let result = try await execute(
            command,
            as: privilege,
            timeout: timeout,
            outputLimit: limit + Self.defaultOutputLimit
        )
        switch result.termination {
        case .exited(0):
            return result.standardOutput
        case .exited(Self.noSuchFileCode):
            throw SSHError(.noSuchFile, "The file \(path) does not exist.")
        case .exited(Self.notReadableCode):
            throw SSHError(.commandFailed, "This user may not read the file \(path).")
        default:
            throw Self.failed("Reading \(path)", result)
        }
    }

    private static func check(_ path: String) throws(SSHError) {
        guard path.hasPrefix("/"), !path.hasSuffix("/"), path.utf8.count <= maximumPathLength, !path.utf8.contains(0)
        else { throw SSHError(.invalidArgument, "\"\(path.prefix(64))\" is not an absolute path of a file.") }
    }

    private static func failed(_ action: String, _ result: SSHCommandResult) -> SSHError {
        let reason = String(decoding: result.standardError.prefix(maximumReasonLength), as: UTF8.self)
            .unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        return SSHError(.commandFailed, "\(action) failed (\(result.termination)): \(reason)")
    }
}
