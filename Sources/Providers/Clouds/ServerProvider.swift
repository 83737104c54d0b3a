package import Workspaces

/// Creates, finds and removes servers and their accessories (DNS records, the shared firewall).
///
/// No method retries a request that changes something; the state machine decides that. Every method is safe to repeat
/// after a crash, except `createServer`, which creates a server each time it succeeds.
package protocol ServerProvider: Sendable {
    /// The names of the provider and its servers in texts.
    var words: ProviderWords { get }

    /// Chooses size, region, image and price.
    ///
    /// - Throws: ``ProviderError``; permanent if no size, region or image fits, with the nearest alternative.
    func plan(_ request: ServerRequest) async throws(ProviderError) -> ServerPlan

    /// Ensures the prerequisites of a create call: the authorized key, the tags, the shared firewall.
    func prepare(_ intent: ServerIntent) async throws(ProviderError)

    /// Sends exactly one create call.
    ///
    /// - Throws: ``ProviderError``; `.outcomeUnknown` if a server may or may not have been created.
    func createServer(_ intent: ServerIntent, userData: Secret<String>) async throws(ProviderError) -> ServerReference

    /// All servers with exactly this name, oldest first.
    func servers(named name: String) async throws(ProviderError) -> [Server]

    /// The current status of a created server. Calls for many servers at about the same time share one request.
    func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus

    /// Whether a running server has these tags and the installation's, to which the firewall is attached. Lost tags are
    /// added.
    ///
    /// - Returns: false while they are not visible yet: try again.
    func confirmTags(_ tags: [String], of reference: ServerReference) async throws(ProviderError) -> Bool

    /// Requests the removal of every server with this name, and with this id if one is known.
    ///
    /// - Parameter tag: a tag of servers with this name, which is also used to look for them.
    /// - Returns: those that were still found, oldest first. If it is empty, none is left: a list by name, a lookup by
    ///   id and a list by tag all found nothing.
    func destroyServers(named name: String, id: String?, tag: String) async throws(ProviderError) -> [Server]

    /// Requests the removal of exactly these servers with a name: surplus ones, besides one that is kept.
    ///
    /// - Returns: all servers with the name that were still found, oldest first.
    func destroyServers(_ ids: [String], named name: String) async throws(ProviderError) -> [Server]

    /// Everything at the provider with this installation's mark, whatever our own records say.
    func inventory() async throws(ProviderError) -> [InventoryItem]

    /// Requests that a server that is off be switched on. Succeeds if it already runs.
    func powerOn(_ reference: ServerReference) async throws(ProviderError)

    /// The fully qualified names with an A or AAAA record directly under a domain; none if its zone is not in the
    /// account.
    func addressNames(under domain: String) async throws(ProviderError) -> [String]

    /// Points the name's A (and AAAA) record at the addresses, with exactly one record each afterwards.
    func publishAddress(_ record: AddressRecord) async throws(ProviderError) -> PublishedAddress

    /// Removes the A and AAAA records of a fully qualified name; succeeds if there are none.
    func withdrawAddress(of name: String) async throws(ProviderError)
}
