import Synchronization

/// Lists of DNS records, read with few requests.
///
/// A zone that fits on one page is listed completely, once for all that write records at the same time. A larger zone
/// is queried by name. So is a name that was written to shortly before, because a list that began before the write
/// ended does not show it.
final class DigitalOceanRecordLists: Sendable {
    private enum Listing: Sendable {
        case whole([DigitalOceanAPI.DomainRecord])
        case tooLarge
        case zoneMissing
    }

    private struct State {
        var largeUntil: [String: Duration] = [:]
        var writtenUntil: [String: Duration] = [:]
        var waitedUntil: [String: Duration] = [:]
    }

    /// How long a zone counts as large without another check.
    private static let largeness = Duration.seconds(600)
    /// Longer than a list that began before a write can be in progress.
    private static let freshness = Duration.seconds(300)

    /// Longer than the budget makes anybody wait.
    private static let longestWait = APIBudgetLedger.longestWait * 2

    private let listings: DigitalOceanCache<Listing>
    private let clock: APIBudgetClock
    private let state = Mutex(State())

    init(lifetime: Duration, clock: APIBudgetClock) {
        self.clock = clock
        listings = DigitalOceanCache(lifetime: lifetime, clock: clock)
    }

    /// The records of a name, of every type; nil if the zone is gone.
    ///
    /// - Parameter shared: whether a list of the whole zone suffices.
    func records(
        at place: DigitalOceanRecordPlace,
        shared: Bool,
        callClass: APIBudgetCallClass,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) -> [DigitalOceanAPI.DomainRecord]? {
        let now = clock.monotonic()
        let isKnown = state.withLock { state in
            state.largeUntil = state.largeUntil.filter { $0.value > now }
            state.writtenUntil = state.writtenUntil.filter { $0.value > now }
            return state.largeUntil[place.zone] != nil || state.writtenUntil[place.fullName] != nil
        }
        var records: [DigitalOceanAPI.DomainRecord]
        if shared, !isKnown {
            switch try await listing(of: place.zone, callClass, client) {
            case .zoneMissing: return nil
            case .whole(let all): return all.filter { $0.name?.lowercased() == place.relativeName }
            case .tooLarge: state.withLock { $0.largeUntil[place.zone] = now + Self.largeness }
            }
        }
        do throws(DigitalOceanError) {
            // The filter needs the full name; the answer contains the relative one.
            var call = Self.call(place.zone, callClass, purpose: "list the DNS records of \(place.fullName)")
            call.query = [("name", place.fullName)]
            records = try await client.list(call, as: DigitalOceanAPI.DomainRecordPage.self)
        } catch {
            guard error.status == 404 else { throw error }
            return nil
        }
        return records.filter { $0.name?.lowercased() == place.relativeName }
    }

    /// Records that a name's records are about to be written.
    func willWrite(_ place: DigitalOceanRecordPlace) {
        state.withLock { $0.writtenUntil[place.fullName] = clock.monotonic() + Self.freshness }
    }

    /// Records that a name's records had to wait for the budget after they were looked up.
    func hadToWait(_ place: DigitalOceanRecordPlace) {
        state.withLock { $0.waitedUntil[place.fullName] = clock.monotonic() + Self.longestWait }
    }

    /// Whether a name's records had to wait for the budget before their last write; resets it.
    func takeWait(_ place: DigitalOceanRecordPlace) -> Bool {
        let now = clock.monotonic()
        return state.withLock { state in
            state.waitedUntil = state.waitedUntil.filter { $0.value > now }
            return state.waitedUntil.removeValue(forKey: place.fullName) != nil
        }
    }

    private func listing(
        of zone: String,
        _ callClass: APIBudgetCallClass,
        _ client: DigitalOceanClient
    ) async throws(DigitalOceanError) -> Listing {
        try await listings.value(for: zone) { () async throws(DigitalOceanError) in
            var call = Self.call(zone, callClass, purpose: "list the DNS records of \(zone)")
            call.query = [("per_page", String(DigitalOceanClient.pageSize))]
            do throws(DigitalOceanError) {
                let page = try await client.send(call, as: DigitalOceanAPI.DomainRecordPage.self)
                return page.links?.nextPage == nil ? .whole(page.items) : .tooLarge
            } catch {
                guard error.status == 404 else { throw error }
                return .zoneMissing
            }
        }
    }

    private static func call(
        _ zone: String,
        _ callClass: APIBudgetCallClass,
        purpose: String
    ) -> DigitalOceanCall {
        DigitalOceanCall(method: .get, path: ["domains", zone, "records"], callClass: callClass, purpose: purpose)
    }
}
