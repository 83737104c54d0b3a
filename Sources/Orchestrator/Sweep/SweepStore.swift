package import Workspaces

/// What a sweep needs of the database.
///
/// All methods throw ``StoreError``.
package protocol SweepStore: Sendable {
    /// Takes the turn of something that is done every so often by one daemon of many.
    ///
    /// - Returns: whether it is due; then it is not again before the interval is over.
    func takeTurn(_ name: String, every interval: Duration) async throws(StoreError) -> Bool

    /// What our records say now.
    func sweepRecords() async throws(StoreError) -> SweepRecords

    /// Writes down what was found in these places, and what is not to be found any more.
    ///
    /// - Returns: since when each finding has been seen, in the order of the findings.
    func recordSweep(_ findings: [SweepFinding], in places: Set<String>) async throws(StoreError) -> [Duration]

    /// Writes down that the removal of a finding was asked for.
    func recordRemoval(of finding: SweepFinding) async throws(StoreError)

    /// Reservations, ports and host entries of workspaces that have no place and no operation.
    func strayReservations() async throws(StoreError) -> [SweepFinding]

    /// Gives one of them back, unless an operation has begun meanwhile.
    func releaseStrayReservation(_ finding: SweepFinding) async throws(StoreError)

    /// An epoch that is newer than every claim's.
    func nextEpoch() async throws(StoreError) -> LeaseEpoch
}
