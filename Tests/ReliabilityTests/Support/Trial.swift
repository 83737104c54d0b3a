import Testing

/// A life of a workspace, from its request until nothing of it is left, in which daemons die at given fail points, one
/// after the other, and the API shows one fault.
struct Trial: Sendable, CustomTestStringConvertible {
    /// What else happens to the workspace.
    var scenario = Scenario.cloud
    /// Settings of `MOORAGE_FAIL_POINT`, in the order in which they can be reached.
    var failPoints: [String]
    /// The API's fault.
    var fault = APIFault.none

    /// The result of a trial.
    struct Outcome: Sendable {
        var leftovers: WorldCount
        /// The fail points at which a daemon has died.
        var reached: [String]
        /// The output of daemons that ended unexpectedly.
        var unexpected: [String]
        /// The whole log, if something was left over.
        var story: [String]
    }

    var testDescription: String {
        "\(scenario), \(fault.rawValue), dying at \(failPoints.joined(separator: " "))"
    }

    /// Runs it in its own world.
    func run() async throws -> Outcome {
        var outcome: Outcome?
        try await ReliabilityWorld.run(scenario.options) { world in outcome = try await live(in: world) }
        return try #require(outcome)
    }

    private func live(in world: ReliabilityWorld) async throws -> Outcome {
        let keeper = DaemonKeeper(world, failPoints: failPoints)
        let course = TrialCourse(world: world, keeper: keeper, scenario: scenario, fault: fault)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await keeper.run() }
            let leftovers: WorldCount
            do {
                leftovers = try await course.run()
            } catch {
                keeper.stop()
                throw error
            }
            keeper.stop()
            try await group.waitForAll()
            return Outcome(
                leftovers: leftovers,
                reached: keeper.reached,
                unexpected: keeper.unexpected,
                story: leftovers == WorldCount() ? [] : try await world.story()
            )
        }
    }
}
