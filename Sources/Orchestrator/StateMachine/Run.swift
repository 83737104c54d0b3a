package import Providers

/// A playbook run that is followed: its name on the host and how far its events were read.
package struct Run: Hashable, Codable, Sendable {
    /// What runs.
    package var hostRun: HostRun
    /// Where to read on in its events.
    package var offset: Int64 = 0
    /// Which attempt this is, from 1.
    package var attempt: Int
    /// The last failure that an event told, for the log.
    package var failure: String?
    /// How many of its events became log lines; nil stands for none, and for a run that an older version followed.
    package var loggedEvents: Int?
    /// How many of its events were left out of the log because the host sent too many.
    package var omittedEvents: Int?

    /// A run that has not been read yet.
    package init(hostRun: HostRun, attempt: Int) {
        self.hostRun = hostRun
        self.attempt = attempt
    }
}
