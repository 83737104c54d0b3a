public import Providers

/// A playbook run that is followed: its name on the host and how far its events were read.
public struct Run: Hashable, Codable, Sendable {
    /// What runs.
    public var hostRun: HostRun
    /// Where to read on in its events.
    public var offset: Int64 = 0
    /// Which attempt this is, from 1.
    public var attempt: Int
    /// The last failure that an event told, for the log.
    public var failure: String?
    /// How many of its events became log lines; nil stands for none, and for a run that an older version followed.
    public var loggedEvents: Int?
    /// How many of its events were left out of the log because the host sent too many.
    public var omittedEvents: Int?

    /// A run that has not been read yet.
    public init(hostRun: HostRun, attempt: Int) {
        self.hostRun = hostRun
        self.attempt = attempt
    }
}
