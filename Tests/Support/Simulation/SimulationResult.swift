/// What came of a seed.
package struct SimulationResult: Sendable {
    /// The seed.
    package let seed: UInt64
    /// The rule that was broken, if one was.
    package let violation: Violation?
    /// How it came to that, in plain words; empty when no rule was broken.
    package let story: [String]
    /// The whole history, if it was asked for.
    package let lines: [String]
    /// Counts.
    package let statistics: SimulationStatistics

    /// The broken rule, the story, and how to see it again.
    package var report: String {
        guard let violation else { return "seed \(seed): no rule was broken" }
        let whose = violation.workspace.map { " (workspace \($0))" } ?? ""
        return """
            seed \(seed): \(violation.rule.rawValue)\(whose): \(violation.detail)
            \(story.map { "    \($0)" }.joined(separator: "\n"))
            See all of it with: swift run moorage-lab replay \(seed)
            """
    }
}
