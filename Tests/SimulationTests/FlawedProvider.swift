import Providers
import TestSupport
import Workspaces

/// A rule that ``FlawedProvider`` breaks.
enum ProviderFlaw: CaseIterable, Sendable {
    case plansElsewhere, plansOneSize, plansAnything
    case preparesByMaking, acceptsAnyName
    case makesTwo, adoptsByName, listsNewestFirst, findsByPrefix
    case sendsAgain, takesUnclearForLost, callsFullPermanent, retriesCredentials, forgetsTheWait
    case callsFailuresPermanent
    case runsAtOnce, takesUnseenForAbsent, waitsForTheFailed, waitsForTheAbsent, takesOffForActive
    case ignoresPowerOn, powersNothingOn, confirmsAnything, addsNoTags
    case answersEmpty, destroysNothing, destroysNeighbours, ignoresTheID, removesTheKept, sparesTheNew
    case failsOnNothing
    case readsOnePage, listsStrangers, hidesTags, hidesState, listsOnlyTagged
    case dropsIPv6, keepsTheOldAddress, needsTheZone, withdrawsBelow, withdrawsOnce, namesAll
}

/// A provider that breaks one rule: a suite that does not notice it proves nothing.
struct FlawedProvider: ServerProvider {
    let cloud: FakeServerProvider
    let flaw: ProviderFlaw

    let words = ProviderWords.digitalOcean
    private static let refusal = ProviderError(.permanent, "No.")

    /// The error as the flaw reports it.
    private func told(_ error: ProviderError) -> ProviderError {
        let disposition: ProviderError.Disposition? =
            switch (flaw, error.disposition) {
            case (.takesUnclearForLost, .outcomeUnknown), (.retriesCredentials, .waitForOperator(.credentials)):
                .transient(retryAfter: nil)
            case (.callsFullPermanent, .waitForOperator(.capacity)), (.callsFailuresPermanent, .transient): .permanent
            case (.forgetsTheWait, .waitForBudget): .transient(retryAfter: nil)
            default: nil
            }
        return disposition.map { ProviderError($0, error.message) } ?? error
    }

    private func call<Value: Sendable>(
        _ body: () async throws(ProviderError) -> Value
    ) async throws(ProviderError) -> Value {
        do {
            return try await body()
        } catch {
            throw told(error)
        }
    }

    func plan(_ request: ServerRequest) async throws(ProviderError) -> ServerPlan {
        var request = request
        if flaw == .plansElsewhere { request.region = "fra1" }
        if flaw == .plansOneSize { request.resources.vcpu = min(request.resources.vcpu, 1) }
        if flaw == .plansOneSize { request.resources.ramGB = min(request.resources.ramGB, 1) }
        do {
            return try await cloud.plan(request)
        } catch {
            guard flaw == .plansAnything, error.disposition == .permanent else { throw told(error) }
            return ServerPlan(size: "s", region: "r", image: "i", monthlyCostCents: 1, hourlyCostMicros: 1)
        }
    }

    func prepare(_ intent: ServerIntent) async throws(ProviderError) {
        if flaw == .preparesByMaking { _ = try await cloud.createServer(intent, userData: Secret("")) }
        do {
            try await cloud.prepare(intent)
        } catch {
            guard flaw == .acceptsAnyName, error.disposition == .permanent else { throw told(error) }
        }
    }

    func createServer(
        _ intent: ServerIntent,
        userData: Secret<String>
    ) async throws(ProviderError) -> ServerReference {
        if flaw == .adoptsByName, let server = try await cloud.servers(named: intent.name).first {
            return ServerReference(id: server.id, name: server.name, createActionID: nil)
        }
        if flaw == .makesTwo { _ = try await cloud.createServer(intent, userData: userData) }
        do {
            return try await cloud.createServer(intent, userData: userData)
        } catch {
            guard flaw == .sendsAgain, error.disposition == .outcomeUnknown else { throw told(error) }
            _ = try? await cloud.createServer(intent, userData: userData)
            throw error
        }
    }

    func servers(named name: String) async throws(ProviderError) -> [Server] {
        try await call { () async throws(ProviderError) in
            let exact = try await cloud.servers(named: name)
            let found = flaw == .findsByPrefix ? await cloud.existing.filter { $0.name.hasPrefix(name) } : exact
            return flaw == .listsNewestFirst ? found.reversed() : found
        }
    }

    func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus {
        let status = try await call { () async throws(ProviderError) in try await cloud.status(of: reference) }
        let server = await cloud.existing.first { $0.id == reference.id }
        switch (flaw, status) {
        case (.runsAtOnce, .pending): return server.map { .active($0) } ?? status
        case (.takesUnseenForAbsent, .pending): return server == nil ? .absent : .pending
        case (.waitsForTheFailed, .failed), (.waitsForTheAbsent, .absent): return .pending
        case (.takesOffForActive, .off(let server)): return .active(server)
        default: return status
        }
    }

    func confirmTags(_ tags: [String], of reference: ServerReference) async throws(ProviderError) -> Bool {
        let isTagged = { () async throws(ProviderError) in
            try await cloud.inventory().contains { $0.id == reference.id && $0.isTagged == true }
        }
        if flaw == .addsNoTags, try await !isTagged() { return false }
        let isConfirmed = try await call { () async throws(ProviderError) in
            try await cloud.confirmTags(tags, of: reference)
        }
        return isConfirmed || flaw == .confirmsAnything
    }

    func destroyServers(named name: String, id: String?, tag: String) async throws(ProviderError) -> [Server] {
        if flaw == .destroysNothing { return try await cloud.servers(named: name) }
        if flaw == .failsOnNothing, await !cloud.existing.contains(where: { $0.name == name || $0.id == id }) {
            throw Self.refusal
        }
        if flaw == .sparesTheNew {
            for server in try await cloud.servers(named: name) {
                let reference = ServerReference(id: server.id, name: name, createActionID: nil)
                guard try await cloud.status(of: reference) != .pending else { return [] }
            }
        }
        if flaw == .destroysNeighbours {
            let neighbours = await cloud.existing.map(\.id)
            _ = try await cloud.destroyServers(neighbours, named: name)
        }
        let found = try await call { () async throws(ProviderError) in
            try await cloud.destroyServers(named: name, id: flaw == .ignoresTheID ? nil : id, tag: tag)
        }
        return flaw == .answersEmpty ? [] : found
    }

    func destroyServers(_ ids: [String], named name: String) async throws(ProviderError) -> [Server] {
        if flaw == .removesTheKept { return try await cloud.destroyServers(named: name, id: nil, tag: "") }
        return try await call { () async throws(ProviderError) in try await cloud.destroyServers(ids, named: name) }
    }

    func inventory() async throws(ProviderError) -> [InventoryItem] {
        var items = try await call { () async throws(ProviderError) in try await cloud.inventory() }
        if flaw == .readsOnePage { items = Array(items.prefix(200)) }
        if flaw == .listsOnlyTagged { items.removeAll { $0.isTagged != true } }
        for index in items.indices where flaw == .hidesTags || flaw == .hidesState {
            if flaw == .hidesTags { items[index].tags = [] }
            if flaw == .hidesState { items[index].isRunning = nil }
        }
        guard flaw == .listsStrangers, var stranger = items.first else { return items }
        for server in try await cloud.servers(named: "web-1") {
            stranger.id = server.id
            items.append(stranger)
        }
        return items
    }

    func powerOn(_ reference: ServerReference) async throws(ProviderError) {
        if flaw == .ignoresPowerOn { return }
        if flaw == .powersNothingOn, await !cloud.existing.contains(where: { $0.id == reference.id }) {
            throw Self.refusal
        }
        try await call { () async throws(ProviderError) in try await cloud.powerOn(reference) }
    }

    func addressNames(under domain: String) async throws(ProviderError) -> [String] {
        let names = try await call { () async throws(ProviderError) in try await cloud.addressNames(under: domain) }
        return flaw == .namesAll ? await cloud.records.keys.sorted() : names
    }

    func publishAddress(_ record: AddressRecord) async throws(ProviderError) -> PublishedAddress {
        var record = record
        if flaw == .dropsIPv6 { record.ipv6 = nil }
        if flaw == .keepsTheOldAddress, await cloud.records[record.name] != nil { return .published }
        let wanted = record
        let outcome = try await call { () async throws(ProviderError) in try await cloud.publishAddress(wanted) }
        guard flaw == .needsTheZone, outcome == .zoneMissing else { return outcome }
        throw Self.refusal
    }

    func withdrawAddress(of name: String) async throws(ProviderError) {
        if flaw == .withdrawsOnce, await cloud.records[name] == nil { throw Self.refusal }
        if flaw == .withdrawsBelow { try await cloud.withdrawAddress(of: "x.\(name)") }
        try await call { () async throws(ProviderError) in try await cloud.withdrawAddress(of: name) }
    }
}

/// The fake cloud, reached through a provider that breaks a rule.
struct FlawedSubject: ProviderConformanceSubject {
    let subject = FakeProviderSubject()
    let flaw: ProviderFlaw

    var installation: String { subject.installation }

    func provider(_ credentials: ProviderCredentials) async -> any ServerProvider {
        _ = await subject.provider(credentials)
        return FlawedProvider(cloud: subject.cloud, flaw: flaw)
    }

    func pass(_ duration: Duration) async { await subject.pass(duration) }
    func strike(_ call: ProviderCall, with fault: ProviderFault) async { await subject.strike(call, with: fault) }
    func calm() async { await subject.calm() }
    func meddle(_ change: ProviderMeddling) async { await subject.meddle(change) }
    func addZone() async { await subject.addZone() }
    func createCalls() async -> Int { await subject.createCalls() }
    func addresses(of name: String) async -> [String] { await subject.addresses(of: name) }
}
