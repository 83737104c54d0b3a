import Curl

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

extension DigitalOceanError {
    /// Used when an answer names no time at all.
    private static let usualWait = Duration.seconds(60)

    /// No answer came.
    init(_ call: DigitalOceanCall, transport error: CurlError) {
        let unclear = error.requestMayHaveBeenSent && call.effect == .createsServer
        let consequence = unclear ? " Whether it was carried out is not known; looking before asking again." : ""
        self.init(
            status: nil,
            providerError: ProviderError(
                unclear ? .outcomeUnknown : .transient(retryAfter: nil),
                "Could not \(call.purpose): \(error.message)\(consequence)",
                cause: error
            )
        )
    }

    /// A success came whose body is not what was expected.
    init(_ call: DigitalOceanCall, undecodable reply: DigitalOceanReply) {
        let disposition: ProviderError.Disposition =
            call.effect == .createsServer ? .outcomeUnknown : .transient(retryAfter: nil)
        self.init(
            status: reply.status,
            providerError: ProviderError(
                disposition,
                "DigitalOcean answered \(reply.status) to the request to \(call.purpose), with a body that cannot be read.",
                requestID: reply.requestID
            )
        )
    }

    /// An answer came that is no success.
    init(_ call: DigitalOceanCall, refusal reply: DigitalOceanReply) {
        let disposition = Self.disposition(of: reply, effect: call.effect)
        let said = reply.errorMessage ?? "the answer holds no message"
        let name = reply.errorID.map { " \($0)" } ?? ""
        let message = "Could not \(call.purpose): \(said) (\(reply.status)\(name))."
        self.init(
            status: reply.status,
            providerError: ProviderError(
                disposition,
                message + Self.advice(disposition, reply),
                requestID: reply.requestID
            )
        )
    }

    private static func disposition(
        of reply: DigitalOceanReply,
        effect: DigitalOceanCall.Effect
    ) -> ProviderError.Disposition {
        switch reply.status {
        case 401, 403: .waitForOperator(.credentials)
        case 422: unprocessable(reply, effect: effect)
        case 429: .waitForBudget(budgetWait(reply.budget))
        // A time-out is unclear by its nature; so is everything that a server or what stands before it got wrong.
        case 408, 500...: effect == .createsServer ? .outcomeUnknown : .transient(retryAfter: reply.budget.retryAfter)
        // The request reached something else than the API, or clashed with another change.
        case ..<400, 409, 423, 425: .transient(retryAfter: nil)
        default: .permanent
        }
    }

    /// 422 has no names that tell the cases apart, only messages: they are matched here and nowhere else.
    private static func unprocessable(
        _ reply: DigitalOceanReply,
        effect: DigitalOceanCall.Effect
    ) -> ProviderError.Disposition {
        let message = (reply.errorMessage ?? "").lowercased()
        if ["pending event", "blocking events"].contains(where: message.contains) {
            return .transient(retryAfter: nil)
        }
        guard effect == .createsServer else { return .permanent }
        let signsOfNoCapacity = ["droplet limit", "not available", "unavailable", "capacity", "sold out"]
        if !reply.availableRegions.isEmpty || signsOfNoCapacity.contains(where: message.contains) {
            return .waitForOperator(.capacity)
        }
        // The key was removed from the account after it was looked up: the next attempt registers it again.
        if message.contains("invalid key identifiers") { return .transient(retryAfter: nil) }
        return .permanent
    }

    private static func budgetWait(_ report: APIBudgetReport) -> Duration {
        let wait = report.retryAfter ?? report.untilReset ?? usualWait
        return min(max(wait, APIBudgetLedger.shortestWait), APIBudgetLedger.longestWait)
    }

    private static func advice(_ disposition: ProviderError.Disposition, _ reply: DigitalOceanReply) -> String {
        switch disposition {
        case .waitForOperator(.credentials):
            " Set DIGITALOCEAN_TOKEN (or DIGITALOCEAN_TOKEN_FILE) to a token that may do this."
        case .waitForOperator(.capacity) where !reply.availableRegions.isEmpty:
            " Regions with room: \(reply.availableRegions.joined(separator: ", "))."
        case .waitForOperator(.capacity):
            " Remove droplets, or ask DigitalOcean for a higher limit or another size."
        case .outcomeUnknown: " Whether it was carried out is not known; looking before asking again."
        default: ""
        }
    }
}
