internal import Logging
internal import Metrics
internal import Synchronization

/// Limits how many connections each address holds, so that none takes them all.
///
/// A trusted proxy has the connections of many users and no limit here; limits beyond it are up to the proxy.
final class ConnectionShares: Sendable {
    private struct Share {
        var count = 0
        var isReported = false
    }

    private let limit: Int
    private let proxies: TrustedProxies
    private let logger: Logger
    private let refused = Counter(label: "moorage_http_connections_refused")
    /// At most as many as there are connections.
    private let shares = Mutex<[String: Share]>([:])

    init(limit: Int, proxies: TrustedProxies, logger: Logger) {
        self.limit = limit
        self.proxies = proxies
        self.logger = logger
    }

    /// Counts a connection.
    ///
    /// - Returns: the value for ``leave(_:)`` when it ends; nil if the address has too many.
    func enter(_ address: String) -> String? {
        let key = proxies.isTrusted(address) ? "" : ClientKey.of(address)
        let (isIn, isNews) = shares.withLock { shares -> (Bool, Bool) in
            var share = shares[key] ?? Share()
            let isIn = key.isEmpty || share.count < limit
            let isNews = !isIn && !share.isReported
            if isIn { share.count += 1 } else { share.isReported = true }
            shares[key] = share
            return (isIn, isNews)
        }
        guard !isIn else { return key }
        refused.increment()
        if isNews {
            logger.warning(
                "An address has reached its limit of connections; further ones are closed immediately.",
                metadata: ["address": "\(address)", "connections": "\(limit)"]
            )
        }
        return nil
    }

    /// A connection has ended.
    func leave(_ key: String) {
        shares.withLock { shares in
            guard var share = shares[key] else { return }
            share.count -= 1
            shares[key] = share.count > 0 ? share : nil
        }
    }
}
