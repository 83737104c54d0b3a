/// A piece of a run's event stream.
public struct HostRunProgress: Hashable, Codable, Sendable {
    /// The events, oldest first.
    public var events: [HostRunEvent]
    /// Where to read on.
    public var offset: Int64
    /// How the run stood after the piece was read. `finished` counts only when `events` is empty or complete:
    /// the session guarantees that nothing follows `offset` once it says `finished`.
    public var state: HostRunState

    /// Names each field.
    public init(events: [HostRunEvent], offset: Int64, state: HostRunState) {
        self.events = events
        self.offset = offset
        self.state = state
    }
}
