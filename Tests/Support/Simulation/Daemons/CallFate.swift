/// What becomes of a call of a daemon to something outside.
enum CallFate: Sendable {
    /// It is carried out and answered.
    case answered
    /// It never arrives.
    case requestLost
    /// It is carried out; the answer never arrives.
    case replyLost
    /// It arrives so many microseconds after the caller gave it up.
    case late(Int64)
    /// The daemon dies before it is sent.
    case diesBefore
    /// The daemon dies when it was carried out.
    case diesAfter
    /// The daemon dies when it was sent; it arrives so many microseconds later.
    case diesInBetween(Int64)
}
