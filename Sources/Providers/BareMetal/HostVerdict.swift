/// How a machine stands to one requirement.
public struct HostVerdict: Hashable, Codable, Sendable {
    /// What was judged.
    public var requirement: HostRequirement
    /// Whether the machine fulfils it.
    public var passed: Bool
    /// What was found on the machine, in a sentence.
    public var evidence: String
    /// What to do about it; empty when it passed.
    public var remedy: String

    /// Names each field.
    public init(requirement: HostRequirement, passed: Bool, evidence: String, remedy: String) {
        self.requirement = requirement
        self.passed = passed
        self.evidence = evidence
        self.remedy = remedy
    }
}
