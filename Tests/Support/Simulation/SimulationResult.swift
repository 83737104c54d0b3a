/// The result of a seed.
package struct SimulationResult: Sendable {
    /// The seed.
    package let seed: UInt64
    /// The broken rule, if any.
    package let violation: Violation?
    /// The events that led to it, in plain words; empty if no rule was broken.
    package let story: [String]
    /// The whole history, if requested.
    package let lines: [String]
    /// Counts.
    package let statistics: SimulationStatistics

    /// The broken rule, the story, and how to replay it.
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
