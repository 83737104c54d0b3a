import LoopbackHTTP
import Providers
import Workspaces

/// Documents of the API, including unrequested fields.
enum DigitalOceanFixtures {
    /// An Ed25519 key, and its fingerprint as `ssh-keygen -l -E md5` prints it.
    static let publicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4GXsZulhKBqlRqNO0b+P6v499EIR83Mt9ghF1UFDRk moorage"
    static let fingerprint = "e3:a0:1b:26:92:cd:26:e3:77:5e:08:5b:d5:35:e0:bf"
    static let keyRoute = "GET /v2/account/keys/\(fingerprint)"
    static let key = LoopbackReply.json(
        200,
        #"{"ssh_key":{"id":512189,"fingerprint":"\#(fingerprint)","public_key":"\#(publicKey)","name":"x"}}"#
    )

    static let name = "adim-ws7x2k4-k3v9-g1-a1b2c3"

    static func intent(
        name: String = Self.name,
        tags: [String] = ["moorage-ws:ws7x2k4"],
        image: String = "debian-12-x64"
    )
        -> ServerIntent
    {
        ServerIntent(
            name: name,
            tags: tags,
            plan: ServerPlan(
                size: "s-2vcpu-4gb",
                region: "nyc3",
                image: image,
                monthlyCostCents: 2400,
                hourlyCostMicros: 35710
            ),
            authorizedKey: publicKey
        )
    }

    /// A droplet; the private address comes first, as it may.
    static func droplet(
        _ id: Int64,
        name: String = Self.name,
        status: String = "active",
        addresses: Bool = true,
        createdAt: String = "2026-11-21T08:00:00Z"
    ) -> String {
        let v4 = """
            {"ip_address":"10.128.0.2","netmask":"255.255.0.0","gateway":null,"type":"private"},
            {"ip_address":"203.0.113.7","netmask":"255.255.240.0","gateway":"203.0.113.1","type":"public"}
            """
        let v6 = #"{"ip_address":"2001:db8::7","netmask":64,"gateway":"2001:db8::1","type":"public"}"#
        let networks = addresses ? #"{"v4":[\#(v4)],"v6":[\#(v6)]}"# : "{}"
        return """
            {"id":\(id),"name":"\(name)","memory":4096,"vcpus":2,"disk":80,"locked":false,"status":"\(status)",
            "kernel":null,"created_at":"\(createdAt)","features":["ipv6"],"backup_ids":[],"next_backup_window":null,
            "snapshot_ids":[],"image":{"id":1,"slug":null},"volume_ids":[],"size":{},"size_slug":"s-2vcpu-4gb",
            "networks":\(networks),"region":{"slug":"nyc3"},"tags":["moorage-k3v9"],"gpu_info":{"model":"none"},
            "something_new":{"nested":[1,2,3]}}
            """
    }

    static func droplets(_ droplets: [String], next: String? = nil) -> LoopbackReply {
        let links = next.map { #"{"pages":{"next":"\#($0)","last":"\#($0)"}}"# } ?? "{}"
        return .json(
            200,
            #"{"droplets":[\#(droplets.joined(separator: ","))],"links":\#(links),"meta":{"total":\#(droplets.count)}}"#
        )
    }

    static func oneDroplet(_ droplet: String) -> LoopbackReply {
        .json(200, #"{"droplet":\#(droplet)}"#)
    }

    /// A create call's answer; the action's number exceeds 2^31.
    static func created(_ id: Int64, action: Int64 = 18_451_905_710) -> LoopbackReply {
        .json(
            202,
            #"{"droplet":\#(droplet(id, status: "new", addresses: false)),"links":{"actions":[{"id":\#(action),"rel":"create","href":"https://api.digitalocean.com/v2/actions/1"}]}}"#
        )
    }

    static func action(_ status: String) -> LoopbackReply {
        .json(200, #"{"action":{"id":18451905710,"status":"\#(status)","type":"create","resource_id":null}}"#)
    }
}
