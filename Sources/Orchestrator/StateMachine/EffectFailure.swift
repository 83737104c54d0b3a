package import Providers

/// Why an effect did not succeed: a ``ProviderError`` as data.
package struct EffectFailure: Hashable, Codable, Sendable {
    /// What to do about it, decided at the provider's edge.
    package var disposition: ProviderError.Disposition
    /// One or two plain sentences without secrets.
    package var message: String
    /// The provider's id of the failed request.
    package var requestID: String?

    package init(_ disposition: ProviderError.Disposition, _ message: String, requestID: String? = nil) {
        self.disposition = disposition
        self.message = message
        self.requestID = requestID
    }

    /// Takes over what an error says.
    package init(_ error: ProviderError) {
        self.init(error.disposition, error.message, requestID: error.requestID)
    }
}
