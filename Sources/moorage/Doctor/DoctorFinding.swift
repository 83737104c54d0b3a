/// What `moorage doctor` found out about one thing, and what to do about it.
struct DoctorFinding {
    /// How much it matters.
    enum Level: String {
        case ok = "ok  "
        case warning = "warn"
        case failure = "FAIL"
    }

    let level: Level
    let text: String

    static func ok(_ text: String) -> Self { Self(level: .ok, text: text) }
    static func warning(_ text: String) -> Self { Self(level: .warning, text: text) }
    static func failure(_ text: String) -> Self { Self(level: .failure, text: text) }
}
