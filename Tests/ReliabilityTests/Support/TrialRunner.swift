/// Runs trials concurrently: most of a trial is waiting for a lease to expire.
enum TrialRunner {
    /// Few enough that the daemons, all on one machine, keep their leases.
    private static let width = 8

    /// Runs them in order, a few at a time, and returns each one's outcome as it comes.
    static func run(
        _ trials: [Trial],
        width: Int = width,
        _ receive: (Trial, Result<Trial.Outcome, any Error>) -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Trial, Result<Trial.Outcome, any Error>).self) { group in
            var rest = trials.makeIterator()
            for _ in 0..<width { add(rest.next(), to: &group) }
            while let (trial, result) = try await group.next() {
                receive(trial, result)
                add(rest.next(), to: &group)
            }
        }
    }

    private static func add(
        _ trial: Trial?,
        to group: inout ThrowingTaskGroup<(Trial, Result<Trial.Outcome, any Error>), any Error>
    ) {
        guard let trial else { return }
        group.addTask {
            do {
                return (trial, .success(try await trial.run()))
            } catch {
                return (trial, .failure(error))
            }
        }
    }
}
