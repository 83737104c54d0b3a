/// The fate of a daemon's call to something outside.
enum CallFate: Sendable {
    /// It is carried out and answered.
    case answered
    /// It never arrives.
    case requestLost
    /// It is carried out; the answer never arrives.
    case replyLost
    /// It arrives this many microseconds after the caller gave up.
    case late(Int64)
    /// The daemon dies before it is sent.
    case diesBefore
    /// The daemon dies after it was carried out.
    case diesAfter
    /// The daemon dies after it was sent; it arrives this many microseconds later.
    case diesInBetween(Int64)
}
