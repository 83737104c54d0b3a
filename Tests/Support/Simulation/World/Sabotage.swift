/// A rule that is broken on purpose, in the model or in a wrapper: a control that the simulated world notices it.
package enum Sabotage: String, CaseIterable, Sendable {
    /// The store accepts writes of older claims.
    case storeWithoutEpochs = "store-without-epochs"
    /// Hosts accept orders of older claims.
    case hostsWithoutEpochs = "hosts-without-epochs"
    /// A create call of unclear outcome is repeated immediately, as common clients do.
    case blindRetry = "blind-retry"
    /// Ports are released when the teardown begins.
    case earlyPortRelease = "early-port-release"
    /// A daemon continues before its transition is written.
    case earlyAcknowledgement = "early-acknowledgement"
    /// A takeover of a create call repeats it instead of checking.
    case forgetfulTakeover = "forgetful-takeover"
    /// The store drops a request that must wait for the end of an operation.
    case lostRequests = "lost-requests"
    /// A teardown or a cancel leaves the waiting provisions.
    case staleRetries = "stale-retries"
}
