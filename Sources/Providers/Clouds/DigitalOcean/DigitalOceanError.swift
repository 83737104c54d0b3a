/// A failed call: what the API said, and what that means for the caller.
struct DigitalOceanError: Error, Sendable {
    /// The answer's status; nil when there was no answer.
    let status: Int?
    /// What it means.
    let providerError: ProviderError

    /// Whether a call that serves all who wait was sent a moment ago.
    var isNotYet: Bool { providerError.cause is APIBudgetNotYet }

    init(status: Int?, providerError: ProviderError) {
        self.status = status
        self.providerError = providerError
    }

    /// A failure that comes from ourselves: no token, no budget.
    init(_ providerError: ProviderError) {
        self.init(status: nil, providerError: providerError)
    }
}
