/// Keeps parameters' values out of what the server says.
enum ServerMessage {
    /// The server's primary message, or a general sentence where it would quote a value.
    ///
    /// Messages of class 22 (data exceptions) quote the value that is wrong: `invalid input syntax for type integer:
    /// "…"`. Those of all other classes name tables, columns and constraints; values are in their DETAIL and CONTEXT,
    /// which are never read.
    static func withoutValues(_ message: String, state: SQLState) -> String {
        guard state.classCode == "22" else { return message }
        return dataExceptions[state.rawValue] ?? "a value was refused (data exception)"
    }

    private static let dataExceptions = [
        "22001": "a text is too long for its column",
        "22003": "a number is out of its type's range",
        "22007": "a text is no date or time",
        "22008": "a date or time is out of range",
        "22012": "division by zero",
        "22021": "a text is not valid in the database's encoding",
        "22023": "an argument of a function is not one of its values",
        "22026": "a bit string has the wrong length",
        "22030": "a JSON object has a key twice",
        "22032": "a text is not valid JSON",
        "22P02": "a text is no value of its type",
        "22P03": "a binary value is not of its type",
        "22P05": "a character has no form in the database's encoding",
    ]
}
