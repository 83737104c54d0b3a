/// Decides about the host key in the moment in which it is known, before anything more is sent.
enum HostKeyGate: Sendable {
    /// The key is not known yet; these are accepted. Becomes `open` or `refused`.
    case expecting([HostKeyPin])
    /// The key is not known yet and only looked at. Becomes `refused`.
    case observing
    /// The key was a pinned one: everything may be sent.
    case open(HostKeyPin)
    /// The key was not a pinned one, or was only looked at: nothing may be sent any more.
    case refused(HostKeyPin)

    /// Whether bytes may be sent. `presented` is the key that the host has presented so far.
    mutating func permitsSending(presented: () -> HostKeyPin?) -> Bool {
        switch self {
        case .open: return true
        case .refused: return false
        case .expecting(let pins):
            guard let key = presented() else { return true }
            self = pins.contains(key) ? .open(key) : .refused(key)
        case .observing:
            guard let key = presented() else { return true }
            self = .refused(key)
        }
        if case .open = self { return true }
        return false
    }
}
