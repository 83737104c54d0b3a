package import Providers

/// The credentials that a daemon shows a provider.
package enum ProviderCredentials: Sendable {
    case accepted
    case refused
    case missing
}

/// A change to a server without the provider's knowledge.
package enum ProviderMeddling: Sendable {
    case powerOff(String)
    case remove(String)
    case rename(String, to: String)
    /// All its tags are removed.
    case untag(String)
    /// Somebody else creates a server with this name in the same account.
    case addStranger(String)
}

/// A cloud under test: an empty account, and a test's actions on it besides calling the provider.
package protocol ProviderConformanceSubject: Sendable {
    /// Names the installation, as part of its servers' names.
    var installation: String { get }

    /// One daemon's connection to the cloud. Connections share no memory.
    func provider(_ credentials: ProviderCredentials) async throws -> any ServerProvider

    /// Lets time pass.
    func pass(_ duration: Duration) async throws

    /// Makes the next call of a kind meet a fault.
    func strike(_ call: ProviderCall, with fault: ProviderFault) async throws

    /// Removes the faults that no call has met.
    func calm() async throws

    /// Changes something without the provider's knowledge.
    func meddle(_ change: ProviderMeddling) async throws

    /// Puts the domain `example.com` into the account.
    func addZone() async throws

    /// How many create requests have arrived.
    func createCalls() async throws -> Int

    /// The content of all A and AAAA records of a name, sorted.
    func addresses(of name: String) async throws -> [String]
}

extension ProviderConformanceSubject {
    func provider() async throws -> any ServerProvider { try await provider(.accepted) }
}
