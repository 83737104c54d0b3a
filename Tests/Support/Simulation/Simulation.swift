/// Histories of the real engine in a simulated world: one seed is one history, the same in every process.
package enum Simulation {
    /// How many lines about its workspace a story has.
    private static let storyLength = 40

    /// Runs the history of a seed on the calling thread.
    ///
    /// - Parameters:
    ///   - sabotage: a rule to break on purpose.
    ///   - keepsLines: whether the result has all lines of the history.
    package static func run(seed: UInt64, sabotage: Sabotage? = nil, keepsLines: Bool = false) -> SimulationResult {
        let world = SimulatedWorld(seed: seed, sabotage: sabotage)
        world.run()
        let violation = world.history.violation
        return SimulationResult(
            seed: seed,
            violation: violation,
            story: violation.map { world.history.story(of: $0.workspace, last: storyLength) } ?? [],
            lines: keepsLines ? world.history.lines : [],
            statistics: world.statistics
        )
    }
}
