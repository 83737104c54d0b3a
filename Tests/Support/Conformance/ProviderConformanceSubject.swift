package import Providers

/// What a daemon shows a provider to be let in.
package enum ProviderCredentials: Sendable {
    case accepted
    case refused
    case missing
}

/// What happens to a server behind the provider's back.
package enum ProviderMeddling: Sendable {
    case powerOff(String)
    case remove(String)
    case rename(String, to: String)
    /// All its tags are taken away.
    case untag(String)
    /// Somebody else makes a server of this name in the same account.
    case addStranger(String)
}

/// A cloud under test: an empty account, and what a test does to it besides calling the provider.
package protocol ProviderConformanceSubject: Sendable {
    /// Names the installation, as part of its servers' names.
    var installation: String { get }

    /// One daemon's way to the cloud. Each remembers nothing of the others.
    func provider(_ credentials: ProviderCredentials) async throws -> any ServerProvider

    /// Lets time pass.
    func pass(_ duration: Duration) async throws

    /// Lets the next such call meet a fault.
    func strike(_ call: ProviderCall, with fault: ProviderFault) async throws

    /// Takes back the faults that nothing has met.
    func calm() async throws

    /// Changes something behind the provider's back.
    func meddle(_ change: ProviderMeddling) async throws

    /// Puts the domain `example.com` into the account.
    func addZone() async throws

    /// How many requests to make a server have arrived.
    func createCalls() async throws -> Int

    /// The content of all A and AAAA records of a name, sorted.
    func addresses(of name: String) async throws -> [String]
}

extension ProviderConformanceSubject {
    func provider() async throws -> any ServerProvider { try await provider(.accepted) }
}
