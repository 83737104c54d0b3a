/// A rule that is broken on purpose, in the model or in a wrapper: a control that the simulated world notices it.
package enum Sabotage: String, CaseIterable, Sendable {
    /// The store takes writes of older claims.
    case storeWithoutEpochs = "store-without-epochs"
    /// Hosts take orders of older claims.
    case hostsWithoutEpochs = "hosts-without-epochs"
    /// A create call of unclear outcome is sent again at once, as common clients do.
    case blindRetry = "blind-retry"
    /// Ports are given back when the teardown begins.
    case earlyPortRelease = "early-port-release"
    /// A daemon goes on before its transition is written down.
    case earlyAcknowledgement = "early-acknowledgement"
    /// A takeover of a create call sends it again instead of looking.
    case forgetfulTakeover = "forgetful-takeover"
    /// The store drops a request that is to wait for the end of an operation.
    case lostRequests = "lost-requests"
    /// A teardown or a cancel leaves the provisions that wait.
    case staleRetries = "stale-retries"
}
