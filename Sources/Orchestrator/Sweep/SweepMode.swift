/// How far a sweep goes.
package enum SweepMode: Hashable, Sendable {
    /// Only reports.
    case dryRun
    /// Removes what our own records name, once it has been seen for the grace period.
    case removeRecorded
    /// Removes whatever carries our mark, at once: for somebody who has read the report.
    case removeAll
}
