/// What a line of the log looks like.
package enum LogFormat: Sendable {
    /// One JSON object, for programs.
    ///
    /// Members: `time` (UTC, milliseconds), `level`, `label`, `message`, `error` and `metadata` when there is any.
    case json
    /// A line of text, for people.
    ///
    /// `2026-11-21T08:15:00.250Z info  engine: Operation claimed. operation.id=7 workspace.id=ws7x2k4`
    case text
}
