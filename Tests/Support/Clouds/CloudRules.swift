import Providers
import Workspaces

/// One kind of call to a provider, as the target of a fault.
package enum ProviderCall: CaseIterable, Sendable {
    case plan
    case prepare
    case create
    case find
    case status
    case confirmTags
    case powerOn
    case destroy
    case destroySome
    case inventory
    case addressNames
    case publish
    case withdraw
}

/// What can go wrong with a call to a cloud.
package enum ProviderFault: Hashable, Sendable {
    /// The request never arrives.
    case lostRequest
    /// The request is carried out; its answer never arrives.
    case lostReply
    /// 5xx, and nothing was done.
    case serverError
    /// 5xx, although the request was carried out.
    case serverErrorAfter
    /// The answer takes longer than anybody wants to wait.
    case slowAnswer
    /// The budget of requests is used up.
    case tooManyRequests
    /// The token is not accepted.
    case refusedToken
    /// The account's limit is reached.
    case noCapacity
    /// The server is accepted and given up later.
    case cannotBePlaced
    /// No list and no lookup shows the server for about 20 seconds.
    case lateVisibility
    /// The server is created without its tags.
    case lostTags
}

/// The behaviour that both models of a cloud share with a real one. A more lenient model would hide faults of the
/// engine.
enum CloudRules {
    private struct Size {
        let slug: String
        let resources: Resources
        let monthlyCostCents: Int
        let hourlyCostMicros: Int
    }

    private static let regions = ["ams3", "fra1", "nyc3", "sfo3"]
    private static let sizes = [
        Size(
            slug: "s-2vcpu-4gb",
            resources: Resources(vcpu: 2, ramGB: 4, storageGB: 80),
            monthlyCostCents: 2400,
            hourlyCostMicros: 35_710
        ),
        Size(
            slug: "s-8vcpu-16gb",
            resources: Resources(vcpu: 8, ramGB: 16, storageGB: 320),
            monthlyCostCents: 9600,
            hourlyCostMicros: 142_860
        ),
        Size(
            slug: "s-64vcpu-256gb",
            resources: Resources(vcpu: 64, ramGB: 256, storageGB: 4000),
            monthlyCostCents: 153_600,
            hourlyCostMicros: 2_285_760
        ),
    ]

    static func plan(_ request: ServerRequest, image: String) throws(ProviderError) -> ServerPlan {
        guard regions.contains(request.region) else {
            throw ProviderError(
                .permanent,
                "region is '\(request.region)'; allowed are \(regions.joined(separator: ", "))."
            )
        }
        let wanted = request.resources
        let size = sizes.first { size in
            size.resources.vcpu >= wanted.vcpu && size.resources.ramGB >= wanted.ramGB
                && size.resources.storageGB >= wanted.storageGB
        }
        guard let size, min(wanted.vcpu, wanted.ramGB, wanted.storageGB) > 0 else {
            throw ProviderError(.permanent, "No size has vcpu \(wanted.vcpu), ram_gb \(wanted.ramGB).")
        }
        return ServerPlan(
            size: size.slug,
            region: request.region,
            image: image,
            monthlyCostCents: size.monthlyCostCents,
            hourlyCostMicros: size.hourlyCostMicros
        )
    }

    /// Refuses names that no cloud accepts.
    static func check(_ intent: ServerIntent) throws(ProviderError) {
        let isHostName = intent.name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
        }
        guard isHostName, !intent.name.isEmpty else {
            throw ProviderError(.permanent, "\"\(intent.name)\" is not a host name.")
        }
    }

    /// The error of a call that meets a fault; nil if the answer does not show the fault.
    static func error(for fault: ProviderFault, wait: Duration = .seconds(9), call: ProviderCall) -> ProviderError? {
        let unclear: ProviderError.Disposition = call == .create ? .outcomeUnknown : .transient(retryAfter: nil)
        return switch fault {
        case .lostRequest, .lostReply: ProviderError(unclear, "The connection was lost.")
        // A client that gets a 5xx cannot know whether anything was done.
        case .serverError, .serverErrorAfter: ProviderError(unclear, "The API answered 502.")
        case .tooManyRequests: ProviderError(.waitForBudget(wait), "The API's budget is used up.")
        case .refusedToken: ProviderError(.waitForOperator(.credentials), "The API refused the token.")
        case .noCapacity: ProviderError(.waitForOperator(.capacity), "The server limit is reached.")
        case .slowAnswer, .cannotBePlaced, .lateVisibility, .lostTags: nil
        }
    }

    /// Whether a name has the form of this installation's server names.
    static func isOurs(_ name: String) -> Bool { name.hasPrefix("adim-") }

    /// The names directly under a domain.
    static func names(under domain: String, among names: some Sequence<String>) -> [String] {
        names.filter { $0.hasSuffix(".\(domain)") && !$0.dropLast(domain.count + 1).contains(".") }.sorted()
    }
}
