/// A piece of a run's event stream.
package struct HostRunProgress: Hashable, Codable, Sendable {
    /// The events, oldest first.
    package var events: [HostRunEvent]
    /// Where to read on.
    package var offset: Int64
    /// How the run stood after the piece was read. `finished` counts only when `events` is empty or complete:
    /// the session guarantees that nothing follows `offset` once it says `finished`.
    package var state: HostRunState

    package init(events: [HostRunEvent], offset: Int64, state: HostRunState) {
        self.events = events
        self.offset = offset
        self.state = state
    }
}
