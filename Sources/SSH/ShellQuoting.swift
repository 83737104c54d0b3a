/// Quoting for a POSIX shell.
public enum ShellQuoting {
    /// One word that the shell takes literally, whatever is in it. A NUL cannot be passed and must be refused before.
    public static func quote(_ text: String) -> String {
        var quoted = "'"
        for character in text.unicodeScalars {
            if character == "'" { quoted += "'\\''" } else { quoted.unicodeScalars.append(character) }
        }
        return quoted + "'"
    }
}
