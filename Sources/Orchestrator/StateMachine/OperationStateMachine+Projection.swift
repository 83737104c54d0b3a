import PortAllocator
import Providers
import Services
import Workspaces

extension OperationStateMachine {
    func ports(of site: Site) -> JSONValue {
        .object(
            Dictionary(
                uniqueKeysWithValues: site.block.ports.map { ($0.key.rawValue, .integer(Int64($0.value.rawValue))) }
            )
        )
    }

    /// What clients find under `config_data.provisioning`.
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
