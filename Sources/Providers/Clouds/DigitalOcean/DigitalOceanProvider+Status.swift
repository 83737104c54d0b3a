import Synchronization

extension DigitalOceanProvider {
    /// The create action of a droplet that is `new` for longer than this is checked: it may have failed.
    private static let usualCreation = 60.0

    /// One list by tag for all callers within two seconds; see ``ServerProvider/status(of:)``.
    package func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus {
        let id = try Self.number(reference.id)
        let now = client.clock.monotonic()
        let usesList = polls.withLock { $0.usesList(for: id, at: now) }
        return try await outward { () async throws(DigitalOceanError) in
            guard usesList else {
                guard let droplet = try await droplet(id, callClass: .poll) else {
                    if let status = try await statusByAction(reference) { return status }
                    return try await statusByName(id, reference)
                }
                return try await status(of: droplet, reference)
            }
            // Another daemon has just checked: the droplets of this one are checked next time.
            guard let listed = try await waitingDroplets() else { return .pending }
            if let droplet = listed[id] { return try await status(of: droplet, reference) }
            if polls.withLock({ $0.isNew(id, at: now) }) { return .pending }
            return try await statusOfUnlisted(id, reference)
        }
    }

    /// The droplet; nil if there is none.
    func droplet(
        _ id: Int64,
        callClass: APIBudgetCallClass
    ) async throws(DigitalOceanError) -> DigitalOceanAPI.Droplet? {
        let call = DigitalOceanCall(
            method: .get,
            path: ["droplets", String(id)],
            callClass: callClass,
            purpose: "look up the droplet \(id)"
        )
        do throws(DigitalOceanError) {
            return try await client.send(call, as: DigitalOceanAPI.DropletReply.self).droplet
        } catch {
            guard error.status == 404 else { throw error }
            return nil
        }
    }

    /// The list counts as part of creating: no creation can finish without it, and one list serves all.
    ///
    /// - Returns: nil if another daemon sent the call a moment ago.
    func waitingDroplets() async throws(DigitalOceanError) -> [Int64: DigitalOceanAPI.Droplet]? {
        let tag = configuration.installationTag
        let listed = try await droplets.value(for: tag) { [client] () async throws(DigitalOceanError) in
            do throws(DigitalOceanError) {
                let droplets = try await Self.droplets(tagged: tag, callClass: .create, isShared: true, client)
                return Dictionary(droplets.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
            } catch {
                guard error.isNotYet else { throw error }
                return nil
            }
        }
        if let listed { polls.withLock { $0.listed(listed.count) } }
        return listed
    }

    /// A droplet can be missing from the list because its tag or the list lags, because it could not be placed, or
    /// because it was removed. Soon after the create call even a lookup by number finds nothing, so its action decides.
    private func statusOfUnlisted(
        _ id: Int64,
        _ reference: ServerReference
    ) async throws(DigitalOceanError) -> ServerStatus {
        if let status = try await statusByAction(reference) { return status }
        guard let droplet = try await droplet(id, callClass: .poll) else {
            return try await statusByName(id, reference)
        }
        return try await status(of: droplet, reference)
    }

    /// The last check before a droplet counts as absent: the lists and the lookup by number lag independently.
    private func statusByName(
        _ id: Int64,
        _ reference: ServerReference
    ) async throws(DigitalOceanError) -> ServerStatus {
        let listed = try await droplets(named: reference.name, callClass: .poll)
        guard let droplet = listed.first(where: { $0.id == id }) else { return .absent }
        return try await status(of: droplet, reference)
    }

    /// The status of the create action; nil if it is over or unknown.
    private func statusByAction(_ reference: ServerReference) async throws(DigitalOceanError) -> ServerStatus? {
        guard let id = reference.createActionID else { return nil }
        let status = try await actions.value(for: id) { [client] () async throws(DigitalOceanError) in
            let call = DigitalOceanCall(
                method: .get,
                path: ["actions", id],
                callClass: .poll,
                purpose: "look up the action \(id)"
            )
            do throws(DigitalOceanError) {
                return try await client.send(call, as: DigitalOceanAPI.ActionReply.self).action.status
            } catch {
                guard error.status == 404 else { throw error }
                return nil
            }
        }
        switch status {
        case "in-progress": return .pending
        case "errored":
            return .failed(reason: "DigitalOcean could not create the droplet \(reference.name) (action \(id)).")
        default: return nil
        }
    }

    private func status(
        of droplet: DigitalOceanAPI.Droplet,
        _ reference: ServerReference
    ) async throws(DigitalOceanError) -> ServerStatus {
        let server = droplet.server
        switch droplet.status {
        // An active droplet may be readable before its addresses are.
        case "active": return server.ipv4 == nil ? .pending : .active(server)
        case "off", "archive": return .off(server)
        case "new" where client.clock.wall() - server.createdAt > Self.usualCreation:
            return try await statusByAction(reference) ?? .pending
        default: return .pending
        }
    }
}

/// Decides whether to look up a droplet in the list of all droplets or by its number, whichever takes fewer requests.
/// Pure.
///
/// One list serves all waiting droplets, but an account with thousands of droplets has many pages of them.
struct DigitalOceanPollPlan {
    /// A caller that has not asked for this long is no longer waiting.
    private static let patience = Duration.seconds(30)

    /// A droplet that is newer than this is not looked up individually: the last list may be older, and lists lag by
    /// seconds.
    private static let novelty = Duration.seconds(10)

    private var pages = 1
    private var madeAt: [Int64: Duration] = [:]
    private var askedAt: [Int64: Duration] = [:]

    /// Records a request for a droplet's status; returns whether the list is cheaper.
    mutating func usesList(for id: Int64, at now: Duration) -> Bool {
        askedAt[id] = now
        askedAt = askedAt.filter { now - $0.value < Self.patience }
        return askedAt.count >= pages
    }

    /// Records that a droplet was just created.
    mutating func made(_ id: Int64, at now: Duration) {
        madeAt = madeAt.filter { now - $0.value < Self.novelty }
        madeAt[id] = now
    }

    /// Whether a droplet is so new that its absence from lists means nothing.
    func isNew(_ id: Int64, at now: Duration) -> Bool {
        madeAt[id].map { now - $0 < Self.novelty } ?? false
    }

    /// Records how many droplets the list had.
    mutating func listed(_ count: Int) {
        pages = max(1, (count + DigitalOceanClient.pageSize - 1) / DigitalOceanClient.pageSize)
    }
}
