/// The calls of the API, by method and path as officially described.
enum Routes {
    typealias Handler = @Sendable (SimulatorCall, inout CloudAccount) throws -> Reply

    struct Route: Sendable {
        let method: String
        let path: String
        let handler: Handler

        init(_ method: String, _ path: String, _ handler: @escaping Handler) {
            self.method = method
            self.path = path
            self.handler = handler
        }
    }

    static var all: [Route] { access + droplets + names + firewalls + catalog }

    private static let access = [
        Route("GET", "/v2/account") { try $1.account($0) },
        Route("GET", "/v2/account/keys") { try $1.listKeys($0) },
        Route("POST", "/v2/account/keys") { try $1.createKey($0) },
        Route("GET", "/v2/account/keys/{ssh_key_identifier}") { try $1.key($0) },
        Route("PUT", "/v2/account/keys/{ssh_key_identifier}") { try $1.renameKey($0) },
        Route("DELETE", "/v2/account/keys/{ssh_key_identifier}") { try $1.deleteKey($0) },
        Route("GET", "/v2/actions/{action_id}") { try $1.action($0) },
    ]

    private static let droplets = [
        Route("GET", "/v2/droplets") { try $1.listDroplets($0) },
        Route("POST", "/v2/droplets") { try $1.createDroplets($0) },
        Route("DELETE", "/v2/droplets") { try $1.deleteDropletsByTag($0) },
        Route("POST", "/v2/droplets/actions") { try $1.actOnTag($0) },
        Route("GET", "/v2/droplets/{droplet_id}") { try $1.droplet($0) },
        Route("DELETE", "/v2/droplets/{droplet_id}") { try $1.deleteDroplet($0) },
        Route("GET", "/v2/droplets/{droplet_id}/snapshots") { try $1.dropletSnapshots($0) },
        Route("GET", "/v2/droplets/{droplet_id}/actions") { try $1.listDropletActions($0) },
        Route("POST", "/v2/droplets/{droplet_id}/actions") { try $1.actOnDroplet($0) },
        Route("GET", "/v2/droplets/{droplet_id}/actions/{action_id}") { try $1.dropletAction($0) },
    ]

    private static let names = [
        Route("GET", "/v2/domains") { try $1.listDomains($0) },
        Route("POST", "/v2/domains") { try $1.createDomain($0) },
        Route("GET", "/v2/domains/{domain_name}") { try $1.domain($0) },
        Route("DELETE", "/v2/domains/{domain_name}") { try $1.deleteDomain($0) },
        Route("GET", "/v2/domains/{domain_name}/records") { try $1.listRecords($0) },
        Route("POST", "/v2/domains/{domain_name}/records") { try $1.createRecord($0) },
        Route("GET", "/v2/domains/{domain_name}/records/{domain_record_id}") { try $1.record($0) },
        Route("PUT", "/v2/domains/{domain_name}/records/{domain_record_id}") { try $1.changeRecord($0) },
        Route("PATCH", "/v2/domains/{domain_name}/records/{domain_record_id}") { try $1.changeRecord($0) },
        Route("DELETE", "/v2/domains/{domain_name}/records/{domain_record_id}") { try $1.deleteRecord($0) },
        Route("GET", "/v2/tags") { try $1.listTags($0) },
        Route("POST", "/v2/tags") { try $1.createTag($0) },
        Route("GET", "/v2/tags/{tag_id}") { try $1.tag($0) },
        Route("DELETE", "/v2/tags/{tag_id}") { try $1.deleteTag($0) },
        Route("POST", "/v2/tags/{tag_id}/resources") { try $1.changeTaggedResources($0, adding: true) },
        Route("DELETE", "/v2/tags/{tag_id}/resources") { try $1.changeTaggedResources($0, adding: false) },
    ]

    private static let firewalls: [Route] = [
        Route("GET", "/v2/firewalls") { try $1.listFirewalls($0) },
        Route("POST", "/v2/firewalls") { try $1.createFirewall($0) },
        Route("GET", "/v2/firewalls/{firewall_id}") { try $1.firewall($0) },
        Route("PUT", "/v2/firewalls/{firewall_id}") { try $1.replaceFirewall($0) },
        Route("DELETE", "/v2/firewalls/{firewall_id}") { try $1.deleteFirewall($0) },
        Route("POST", "/v2/firewalls/{firewall_id}/droplets") { try $1.changeFirewallDroplets($0, adding: true) },
        Route("DELETE", "/v2/firewalls/{firewall_id}/droplets") { try $1.changeFirewallDroplets($0, adding: false) },
        Route("POST", "/v2/firewalls/{firewall_id}/tags") { try $1.changeFirewallTags($0, adding: true) },
        Route("DELETE", "/v2/firewalls/{firewall_id}/tags") { try $1.changeFirewallTags($0, adding: false) },
        Route("POST", "/v2/firewalls/{firewall_id}/rules") { try $1.changeFirewallRules($0, adding: true) },
        Route("DELETE", "/v2/firewalls/{firewall_id}/rules") { try $1.changeFirewallRules($0, adding: false) },
    ]

    private static let catalog = [
        Route("GET", "/v2/images") { try $1.listImages($0) },
        Route("GET", "/v2/images/{image_id}") { try $1.image($0) },
        Route("DELETE", "/v2/images/{image_id}") { try $1.deleteImage($0) },
        Route("GET", "/v2/regions") { try $1.listRegions($0) },
        Route("GET", "/v2/sizes") { try $1.listSizes($0) },
        Route("GET", "/v2/snapshots") { try $1.listSnapshots($0) },
        Route("GET", "/v2/snapshots/{snapshot_id}") { try $1.snapshot($0) },
        Route("DELETE", "/v2/snapshots/{snapshot_id}") { try $1.deleteSnapshot($0) },
        Route("GET", "/v2/vpcs") { try $1.listVPCs($0) },
        Route("GET", "/v2/vpcs/{vpc_id}") { try $1.vpc($0) },
    ]
}

extension Routes {
    /// The route for a request, with the values of its path's `{…}` parts; a route without such parts takes precedence.
    static func find(method: String, path: String) -> (route: Route, parameters: [String: String])? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for route in all where route.method == method {
            if let parameters = parameters(
                of: parts,
                in: route.path.split(separator: "/", omittingEmptySubsequences: false)
            ) {
                return (route, parameters)
            }
        }
        return nil
    }

    private static func parameters(of parts: [Substring], in pattern: [Substring]) -> [String: String]? {
        guard parts.count == pattern.count else { return nil }
        var found: [String: String] = [:]
        for (part, expected) in zip(parts, pattern) {
            if expected.hasPrefix("{") {
                guard !part.isEmpty, let value = PercentEncoding.decoded(part) else { return nil }
                found[String(expected.dropFirst().dropLast())] = value
            } else if part != expected {
                return nil
            }
        }
        return found
    }
}
