package import PortAllocator
package import Providers
import Services
package import Workspaces

/// The place of a workspace: its host, its ports and, in the cloud, its server.
package struct Site: Hashable, Codable, Sendable {
    /// The server of a cloud workspace.
    package struct CloudServer: Hashable, Codable, Sendable {
        /// The requested server.
        package var intent: ServerIntent
        /// The provider's answer; nil until there is one.
        package var reference: ServerReference?
        /// While the outcome of a create call is unclear: until when a server with this name may still become visible.
        package var uncertainUntil: Timestamp?
        /// Until when an accepted server that cannot be found may still appear; nil once it was seen, or its create
        /// action has failed.
        package var visibleBy: Timestamp?
        /// The ids of recorded surplus servers with the name that may still exist; nil for none.
        package var duplicates: [String]?
        /// How many create calls were made with the name.
        package var createCalls = 0
        /// The public IPv6 address, if any.
        package var ipv6: String?

        /// An intent without any action yet.
        package init(intent: ServerIntent) { self.intent = intent }
    }

    /// The host.
    package var host: HostID
    /// The block of ports.
    package var block: PortBlock
    /// The server; nil on bare metal.
    package var server: CloudServer?
    /// The host's address; nil while a server has none.
    package var address: String?
    /// The digest of the playbooks that last ran here.
    package var playbooks: SHA256Digest?
    /// Whether anything of the workspace may be on the host: set before the first upload.
    package var installed = false
    /// Whether a DNS record may point here; nil if none was ever written.
    package var hasRecord: Bool?

    /// A site on which nothing has happened yet.
    package init(host: HostID, block: PortBlock, server: CloudServer? = nil, address: String? = nil) {
        self.host = host
        self.block = block
        self.server = server
        self.address = address
    }
}

extension OperationStateMachine {
    func ports(of site: Site) -> JSONValue {
        .object(
            Dictionary(
                uniqueKeysWithValues: site.block.ports.map { ($0.key.rawValue, .integer(Int64($0.value.rawValue))) }
            )
        )
    }

    /// The content of `config_data.provisioning` for clients.
    func provisioning(of site: Site) -> JSONValue {
        var host: [String: JSONValue] = ["id": .integer(site.host.rawValue)]
        if let server = site.server { host["name"] = .string(server.intent.name) }
        if let address = site.address { host["address"] = .string(address) }
        var object: [String: JSONValue] = ["ports": ports(of: site), "host": .object(host)]
        if let server = site.server { object["image"] = .string(server.intent.plan.image) }
        if let playbooks = site.playbooks { object["playbooks"] = .string(playbooks.hex) }
        return .object(object)
    }
}
