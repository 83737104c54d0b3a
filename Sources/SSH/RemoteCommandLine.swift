/// The user of a remote command.
package enum SSHPrivilege: Hashable, Sendable {
    /// The user that logged in.
    case login
    /// Root: through `sudo -n`, unless root itself logged in.
    case root
}

/// The text for the host to run a command: the command in a shell that first identifies itself.
///
/// The server starts the user's login shell, which is replaced by `/bin/sh` (as root through `sudo -n` if requested).
/// That shell writes one line to standard error, marked with a random token, with its `/proc/PID/stat`, and then runs
/// the command; ``CommandExchange`` removes the line again. Nothing is left on the host's disk, and no round trip is
/// added.
struct RemoteCommandLine: Sendable {
    /// The byte before the token: a record separator, which no shell start-up file prints.
    static let mark: UInt8 = 0x1E

    /// The random token, 32 hex digits.
    let token: String
    /// The text for the server.
    let text: String

    /// - Throws: ``SSHError`` `invalidArgument` for a NUL or too many bytes.
    init(_ command: String, user: String, privilege: SSHPrivilege) throws(SSHError) {
        guard !command.utf8.contains(0) else {
            throw SSHError(.invalidArgument, "A command cannot hold a NUL.")
        }
        token = (0..<4).map { _ in Self.hex(.random(in: .min ... .max)) }.joined()
        let announcement =
            "{ IFS= read -r s </proc/$$/stat; } 2>/dev/null; printf '\\036%s %s\\n' \(token) \"$s\" >&2; unset s"
        let shell = privilege == .root && user != "root" ? "exec sudo -n /bin/sh -c" : "exec /bin/sh -c"
        text = "\(shell) \(ShellQuoting.quote("\(announcement)\n\(command)"))"
        guard text.utf8.count <= LibSSH2Channel.maximumCommandLength else {
            throw SSHError(
                .invalidArgument,
                "The command is longer than \(LibSSH2Channel.maximumCommandLength) bytes; send it on standard input."
            )
        }
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

/// Quotes text for a POSIX shell.
package enum ShellQuoting {
    /// One word that the shell takes literally, whatever it contains. A NUL cannot be passed and must be refused
    /// earlier.
    package static func quote(_ text: String) -> String {
        var quoted = "'"
        for character in text.unicodeScalars {
            if character == "'" { quoted += "'\\''" } else { quoted.unicodeScalars.append(character) }
        }
        return quoted + "'"
    }
}
