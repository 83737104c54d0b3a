/// How a run on a host stands.
package enum HostRunState: Hashable, Codable, Sendable {
    /// Its unit is active.
    case running
    /// It ended with this exit code, recorded by the run itself.
    case finished(exitCode: Int)
    /// It was started, its unit is gone, and it recorded no end: the machine or the unit was cut off.
    case interrupted
    /// It was never started.
    case absent
}
