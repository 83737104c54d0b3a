package import Workspaces

/// Makes, finds and removes servers and what belongs to them (DNS records, the shared firewall).
///
/// No method retries a request that changes something; the state machine above decides that. Every method is safe to
/// call again after a crash, except `createServer`, which makes a server each time it succeeds.
package protocol ServerProvider: Sendable {
    /// What the provider and its servers are called in texts.
    var words: ProviderWords { get }

    /// Chooses size, region, image and price.
    ///
    /// - Throws: ``ProviderError``; permanent when no size, region or image fits, with the nearest that would.
    func plan(_ request: ServerRequest) async throws(ProviderError) -> ServerPlan

    /// Makes sure that what a create call refers to exists: the authorized key, the tags, the shared firewall.
    func prepare(_ intent: ServerIntent) async throws(ProviderError)

    /// Sends one create call and never a second.
    ///
    /// - Throws: ``ProviderError``; `.outcomeUnknown` when a server may or may not have been made.
    func createServer(_ intent: ServerIntent, userData: Secret<String>) async throws(ProviderError) -> ServerReference

    /// All servers that carry exactly this name, oldest first.
    func servers(named name: String) async throws(ProviderError) -> [Server]

    /// What has become of a created server. Calls for many servers within a moment share one request.
    func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus

    /// Whether a running server carries these tags and the installation's, on which the firewall hangs. Tags that
    /// were lost on the way are added.
    ///
    /// - Returns: false while they are not to be seen yet: ask again.
    func confirmTags(_ tags: [String], of reference: ServerReference) async throws(ProviderError) -> Bool

    /// Asks for the removal of every server of this name, and of this id if one is known.
    ///
    /// - Parameter tag: a tag that servers of this name carry, by which they are looked for as well.
    /// - Returns: those that were still found, oldest first. None is left when it is empty: a list by name, a look by
    ///   id and a list by tag all found nothing.
    func destroyServers(named name: String, id: String?, tag: String) async throws(ProviderError) -> [Server]

    /// Asks for the removal of exactly these servers of a name: surplus ones, beside one that is kept.
    ///
    /// - Returns: all servers of the name that were still found, oldest first.
    func destroyServers(_ ids: [String], named name: String) async throws(ProviderError) -> [Server]

    /// Everything at the provider that carries this installation's mark, whatever our own records say.
    func inventory() async throws(ProviderError) -> [InventoryItem]

    /// Asks for a server that was switched off to be switched on. Done when it runs already.
    func powerOn(_ reference: ServerReference) async throws(ProviderError)

    /// The fully qualified names that have an A or AAAA record directly under a domain; none when its zone is not in
    /// the account.
    func addressNames(under domain: String) async throws(ProviderError) -> [String]

    /// Points the name's A (and AAAA) record at the addresses: exactly one record each afterwards.
    func publishAddress(_ record: AddressRecord) async throws(ProviderError) -> PublishedAddress

    /// Removes the A and AAAA records of a fully qualified name; done when there are none.
    func withdrawAddress(of name: String) async throws(ProviderError)
}
