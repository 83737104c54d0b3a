import Curl

/// A failed call: the API's message, and its meaning for the caller.
struct DigitalOceanError: Error, Sendable {
    /// The answer's status; nil if there was no answer.
    let status: Int?
    /// Its meaning.
    let providerError: ProviderError

    /// Whether a call that serves all waiting callers was sent a moment ago.
    var isNotYet: Bool { providerError.cause is APIBudgetNotYet }

    init(status: Int?, providerError: ProviderError) {
        self.status = status
        self.providerError = providerError
    }

    /// A failure on our side: no token, no budget.
    init(_ providerError: ProviderError) {
        self.init(status: nil, providerError: providerError)
    }
}

extension DigitalOceanError {
    /// Used if an answer contains no time.
    private static let usualWait = Duration.seconds(60)

    /// No answer arrived.
    init(_ call: DigitalOceanCall, transport error: CurlError) {
        let unclear = error.requestMayHaveBeenSent && call.effect == .createsServer
        let consequence = unclear ? " It is unknown whether it was carried out; checking before trying again." : ""
        self.init(
            status: nil,
            providerError: ProviderError(
                unclear ? .outcomeUnknown : .transient(retryAfter: nil),
                "Could not \(call.purpose): \(error.message)\(consequence)",
                cause: error
            )
        )
    }

    /// A success arrived with an unexpected body.
    init(_ call: DigitalOceanCall, undecodable reply: DigitalOceanReply) {
        let disposition: ProviderError.Disposition =
            call.effect == .createsServer ? .outcomeUnknown : .transient(retryAfter: nil)
        self.init(
            status: reply.status,
            providerError: ProviderError(
                disposition,
                "DigitalOcean answered \(reply.status) to the request to \(call.purpose), with an unreadable body.",
                requestID: reply.requestID
            )
        )
    }

    /// An answer arrived that is not a success.
    init(_ call: DigitalOceanCall, refusal reply: DigitalOceanReply) {
        let disposition = Self.disposition(of: reply, effect: call.effect)
        let said = reply.errorMessage ?? "the answer contains no message"
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
        // A time-out is unclear by nature, and so is every error of a server or of a proxy in front of it.
        case 408, 500...: effect == .createsServer ? .outcomeUnknown : .transient(retryAfter: reply.budget.retryAfter)
        // The request reached something other than the API, or conflicted with another change.
        case ..<400, 409, 423, 425: .transient(retryAfter: nil)
        default: .permanent
        }
    }

    /// Only the messages of 422 distinguish the cases: they are matched here and nowhere else.
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
        // The key was removed from the account after the lookup: the next attempt registers it again.
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
            " Set DIGITALOCEAN_TOKEN (or DIGITALOCEAN_TOKEN_FILE) to a token with this permission."
        case .waitForOperator(.capacity) where !reply.availableRegions.isEmpty:
            " Regions with room: \(reply.availableRegions.joined(separator: ", "))."
        case .waitForOperator(.capacity):
            " Remove droplets, or ask DigitalOcean for a higher limit or another size."
        case .outcomeUnknown: " It is unknown whether it was carried out; checking before trying again."
        default: ""
        }
    }
}
