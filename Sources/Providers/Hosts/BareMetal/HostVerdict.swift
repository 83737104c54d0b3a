/// How a machine stands to one requirement.
package struct HostVerdict: Hashable, Codable, Sendable {
    /// What was judged.
    package var requirement: HostRequirement
    /// Whether the machine fulfils it.
    package var passed: Bool
    /// What was found on the machine, in a sentence.
    package var evidence: String
    /// What to do about it; empty when it passed.
    package var remedy: String

    package init(requirement: HostRequirement, passed: Bool, evidence: String, remedy: String) {
        self.requirement = requirement
        self.passed = passed
        self.evidence = evidence
        self.remedy = remedy
    }
}
