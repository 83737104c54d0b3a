/// One rule that every ``ServerProvider`` obeys. DigitalOcean (against its simulator), ``FakeServerProvider`` and the
/// simulated cloud must obey all of them, because a model that is more lenient than the real cloud would hide the
/// engine's faults.
package struct ProviderConformance: Sendable, CustomStringConvertible {
    /// The rule, in a sentence.
    package let description: String
    private let check: @Sendable (ProviderTrial) async throws -> Void

    init(_ description: String, _ check: @escaping @Sendable (ProviderTrial) async throws -> Void) {
        self.description = description
        self.check = check
    }

    /// All rules.
    package static let all = creation + failures + life + removal + inventory + addresses

    /// Tries the rule on an empty account.
    ///
    /// - Throws: ``ConformanceFailure`` when the provider breaks it.
    package func check(_ subject: any ProviderConformanceSubject) async throws {
        try await check(ProviderTrial(cloud: subject))
    }
}
