package import Curl
import FoundationEssentials
package import Logging
import Synchronization
package import Workspaces

/// Droplets, DNS records and the shared firewall of a DigitalOcean account.
///
/// A droplet's unique key is its name, because the API has no idempotency key and names may repeat.
package final class DigitalOceanProvider: ServerProvider, Sendable {
    package var words: ProviderWords { .digitalOcean }

    /// Prices and places change by the week; a sold-out size is noticed within minutes.
    static let catalogLifetime = Duration.seconds(300)
    /// A removed key or firewall is restored within the hour.
    static let preparationLifetime = Duration.seconds(3600)
    /// All waiting droplets are checked together; the budget decides how often.
    static let listLifetime = Duration.seconds(2)
    /// Failed creations are rare, and each check takes a request.
    static let actionLifetime = Duration.seconds(15)
    /// A newly added zone is used within this time.
    static let zonesLifetime = Duration.seconds(120)

    let configuration: DigitalOceanConfiguration
    let client: DigitalOceanClient
    let catalogs: DigitalOceanCache<DigitalOceanCatalog>
    let images: DigitalOceanCache<DigitalOceanAPI.Image>
    /// The registered public keys, with their fingerprints.
    let keys: DigitalOceanCache<String>
    /// The last change of each tag's firewall; nil if it was correct.
    let firewalls: DigitalOceanCache<DigitalOceanFirewallChange?>
    /// Whether a changed firewall is in force.
    let firewallStates: DigitalOceanCache<Bool>
    /// The changes known to be in force.
    let settledFirewalls = Mutex<Set<DigitalOceanFirewallChange>>([])
    /// When tags were added to a droplet that lacked them, by its number.
    let tagged = Mutex<[Int64: Duration]>([:])
    /// All droplets by number; nil while it is another daemon's turn.
    let droplets: DigitalOceanCache<[Int64: DigitalOceanAPI.Droplet]?>
    let polls = Mutex(DigitalOceanPollPlan())
    /// The status of create actions; nil if unknown.
    let actions: DigitalOceanCache<String?>
    let zones: DigitalOceanCache<[String]>
    let records: DigitalOceanRecordLists

    /// Checks the configuration; sends nothing.
    ///
    /// - Parameter budget: the one budget of the token.
    /// - Throws: ``ProviderError``, permanent, if a part of the configuration cannot be valid.
    package convenience init(
        configuration: DigitalOceanConfiguration,
        curl: CurlClient,
        budget: APIBudget,
        logger: Logger
    ) throws(ProviderError) {
        try self.init(configuration: configuration, curl: curl, budget: budget, clock: .system, logger: logger)
    }

    init(
        configuration: DigitalOceanConfiguration,
        curl: CurlClient,
        budget: APIBudget,
        clock: APIBudgetClock,
        logger: Logger,
        deadline: Duration = DigitalOceanClient.deadline
    ) throws(ProviderError) {
        try DigitalOceanNames.check(configuration)
        self.configuration = configuration
        client = DigitalOceanClient(
            configuration: configuration,
            curl: curl,
            budget: budget,
            clock: clock,
            logger: logger,
            deadline: deadline
        )
        catalogs = DigitalOceanCache(lifetime: Self.catalogLifetime, clock: clock)
        images = DigitalOceanCache(lifetime: Self.catalogLifetime, clock: clock)
        keys = DigitalOceanCache(lifetime: Self.preparationLifetime, clock: clock)
        firewalls = DigitalOceanCache(lifetime: Self.preparationLifetime, clock: clock)
        firewallStates = DigitalOceanCache(lifetime: Self.listLifetime, clock: clock)
        droplets = DigitalOceanCache(lifetime: Self.listLifetime, clock: clock)
        actions = DigitalOceanCache(lifetime: Self.actionLifetime, clock: clock)
        zones = DigitalOceanCache(lifetime: Self.zonesLifetime, clock: clock)
        records = DigitalOceanRecordLists(lifetime: Self.listLifetime, clock: clock)
    }

    /// The limits of the token's account. One request; also a way to test a token.
    ///
    /// - Throws: ``ProviderError``
    package func account() async throws(ProviderError) -> DigitalOceanAccount {
        let call = DigitalOceanCall(method: .get, path: ["account"], callClass: .poll, purpose: "read the account")
        let account = try await outward { () async throws(DigitalOceanError) in
            try await client.send(call, as: DigitalOceanAPI.AccountReply.self).account
        }
        return DigitalOceanAccount(
            dropletLimit: account.dropletLimit,
            status: account.status ?? "active",
            statusMessage: account.statusMessage ?? ""
        )
    }

    /// Translates a failure into its meaning for the caller.
    func outward<Value>(
        _ body: () async throws(DigitalOceanError) -> Value
    ) async throws(ProviderError) -> Value {
        do throws(DigitalOceanError) {
            return try await body()
        } catch {
            throw error.providerError
        }
    }

    /// A document in the form for sending. Keys are sorted, so that a request's bytes depend only on its content.
    static func json(_ value: some Encodable) throws(DigitalOceanError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(value))
        } catch {
            throw DigitalOceanError(
                ProviderError(.permanent, "A request to DigitalOcean cannot be written as JSON.", cause: error)
            )
        }
    }
}

/// The limits of the token's account.
package struct DigitalOceanAccount: Hashable, Sendable {
    /// How many droplets the account may have in total; nil if the token may not see it.
    package var dropletLimit: Int?
    /// `active`, `warning` or `locked`.
    package var status: String
    /// Why the status is not `active`; empty otherwise.
    package var statusMessage: String
}
