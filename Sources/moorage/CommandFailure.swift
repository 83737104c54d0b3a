/// Why a command could not do what was asked, for the person who asked.
struct CommandFailure: Error, CustomStringConvertible {
    /// The exit code for a command that was used wrongly.
    static let usedWrongly: Int32 = 2

    /// What happened, to what, why, and what to do next.
    let description: String
    /// 1: it failed; 2: it was used wrongly.
    let exitCode: Int32

    init(_ description: String, exitCode: Int32 = 1) {
        self.description = description
        self.exitCode = exitCode
    }
}
