/// A fault in the next matching requests.
package struct SimulatorFault: Sendable, Codable, Equatable {
    /// The kind of fault. *Accepted* means that the request was carried out.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// The connection ends without an answer; nothing was done.
        case dropBeforeAccept = "drop_before_accept"
        /// The connection ends without an answer; the request was carried out, and a created droplet becomes readable
        /// `seconds` later than usual.
        case dropAfterAccept = "drop_after_accept"
        /// 500, nothing was done.
        case errorBeforeAccept = "error_before_accept"
        /// 500, the request was carried out, and a created droplet becomes readable `seconds` later than usual.
        case errorAfterAccept = "error_after_accept"
        /// 503 with an HTML body, as from the network edge; nothing was done.
        case unavailable
        /// 429 with `retry-after: seconds`; without the header, as for the hourly limit, if `seconds` is 0.
        case tooManyRequests = "too_many_requests"
        /// The request is carried out immediately and answered `seconds` later.
        case slowAnswer = "slow_answer"
        /// The created droplets become readable and listed `seconds` later than usual.
        case lateVisibility = "late_visibility"
        /// The created droplets are listed as usual, but a lookup by number is 404 for `seconds` longer.
        case lateLookup = "late_lookup"
        /// The created droplets can be looked up by number, but are in no list for `seconds` longer.
        case lateListing = "late_listing"
        /// The created droplets never start: their create action is `errored` and they are 404.
        case acceptedThenGone = "accepted_then_gone"
        /// The created droplets get their tags `seconds` after they become readable.
        case lateTags = "late_tags"
        /// The created droplets have no tags, although the request named some.
        case lostTags = "lost_tags"
        /// 422: another action runs on the droplet; nothing was done.
        case pendingEvent = "pending_event"
        /// 422: the account's droplet limit.
        case limitReached = "limit_reached"
    }

    /// The kind of fault.
    package var kind: Kind
    /// The method of the affected requests.
    package var method: String
    /// The path of the affected requests; a path that ends in `*` is a prefix.
    package var path: String
    /// How many requests it affects.
    package var times: Int
    /// The duration, for the kinds that have one.
    package var seconds: Double

    package init(
        _ kind: Kind,
        method: String = "POST",
        path: String = "/v2/droplets",
        times: Int = 1,
        seconds: Double = 0
    ) {
        self.kind = kind
        self.method = method
        self.path = path
        self.times = times
        self.seconds = seconds
    }

    /// Parses a fault of `/simulator/faults`: everything except `kind` has a default.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = try container.decode(Kind.self, forKey: .kind)
        method = try container.decodeIfPresent(String.self, forKey: .method) ?? "POST"
        path = try container.decodeIfPresent(String.self, forKey: .path) ?? "/v2/droplets"
        times = try container.decodeIfPresent(Int.self, forKey: .times) ?? 1
        seconds = try container.decodeIfPresent(Double.self, forKey: .seconds) ?? 0
    }

    func matches(method: String, path: String) -> Bool {
        guard self.method == method else { return false }
        return self.path.hasSuffix("*") ? path.hasPrefix(self.path.dropLast()) : path == self.path
    }
}
