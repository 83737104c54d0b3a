public import PortAllocator
public import Providers
public import WorkspaceModel

/// The place of a workspace: its host, its ports and, for cloud, its server.
public struct Site: Hashable, Codable, Sendable {
    /// The server of a cloud workspace.
    public struct CloudServer: Hashable, Codable, Sendable {
        /// What is asked for.
        public var intent: ServerIntent
        /// What the provider answered; nil until it has.
        public var reference: ServerReference?
        /// While the outcome of a create call is unclear: until when a server of this name may still become visible.
        public var uncertainUntil: Timestamp?
        /// Until when an accepted server that cannot be found may still be about to appear; nil once it was seen, or
        /// its create action has failed.
        public var visibleBy: Timestamp?
        /// The ids of surplus servers of the name that are recorded and not known to be gone; nil for none.
        public var duplicates: [String]?
        /// How many create calls were made under the name.
        public var createCalls = 0
        /// The public IPv6 address, if any.
        public var ipv6: String?

        /// An intent that has not been acted on.
        public init(intent: ServerIntent) { self.intent = intent }
    }

    /// The host.
    public var host: HostID
    /// The block of ports.
    public var block: PortBlock
    /// The server; nil on bare metal.
    public var server: CloudServer?
    /// The host's address; nil while a server has none yet.
    public var address: String?
    /// The digest of the playbooks that were last run here.
    public var playbooks: SHA256Digest?
    /// Whether anything of the workspace may be on the host: set before the first upload.
    public var installed = false
    /// Whether a DNS record may lead here; nil when none was ever written.
    public var hasRecord: Bool?

    /// A site on which nothing has happened yet.
    public init(host: HostID, block: PortBlock, server: CloudServer? = nil, address: String? = nil) {
        self.host = host
        self.block = block
        self.server = server
        self.address = address
    }
}
