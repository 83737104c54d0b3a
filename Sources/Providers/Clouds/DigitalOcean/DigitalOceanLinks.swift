import FoundationEssentials

/// The `links` of a collection.
struct DigitalOceanLinks: Decodable {
    private struct Pages: Decodable {
        let next: String?
    }

    private let pages: Pages?

    /// The number of the next page; nil on the last one.
    ///
    /// The link is absolute, and behind a proxy names another host than ours; only its page number is used.
    var nextPage: Int? {
        guard let next = pages?.next, let query = next.split(separator: "?", maxSplits: 1).dropFirst().first else {
            return nil
        }
        for pair in query.split(separator: "&") where pair.hasPrefix("page=") {
            return Int(pair.dropFirst("page=".count))
        }
        return nil
    }
}
