/// Quoting for a POSIX shell.
package enum ShellQuoting {
    /// One word that the shell takes literally, whatever is in it. A NUL cannot be passed and must be refused before.
    package static func quote(_ text: String) -> String {
        var quoted = "'"
        for character in text.unicodeScalars {
            if character == "'" { quoted += "'\\''" } else { quoted.unicodeScalars.append(character) }
        }
        return quoted + "'"
    }
}
