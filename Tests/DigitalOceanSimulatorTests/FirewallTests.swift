import Testing
import Workspaces

@testable import DigitalOceanSimulator

struct FirewallTests {
    private static func body(_ more: [String: JSONValue] = [:]) -> JSONValue {
        let body: [String: JSONValue] = [
            "name": "moorage",
            "inbound_rules": [["protocol": "tcp", "ports": "22", "sources": ["addresses": ["0.0.0.0/0", "::/0"]]]],
            "outbound_rules": [
                ["protocol": "tcp", "ports": "all", "destinations": ["addresses": ["0.0.0.0/0"]]],
                ["protocol": "icmp", "ports": "0", "destinations": ["addresses": ["0.0.0.0/0"]]],
            ],
            "tags": ["moorage"],
        ]
        return .object(body.merging(more) { _, new in new })
    }

    @Test func itsNameIsUniqueAndItsTagsMustExist() async throws {
        try await SimulatorClient.with(timings: SimulatorTimings(actionDuration: 5)) { client async throws in
            #expect(try await client.call("POST", "/v2/firewalls", Self.body()).status == 422)
            _ = try await client.call("POST", "/v2/tags", ["name": "moorage"])
            let created = try await client.call("POST", "/v2/firewalls", Self.body())
            #expect(created.status == 202)
            #expect(created["firewall", "status"] == "waiting")
            #expect(created["firewall", "outbound_rules"]?.array?.map { $0["ports"] } == ["0", "0"])
            let again = try await client.call("POST", "/v2/firewalls", Self.body())
            #expect(again.status == 409)
            #expect(again["message"] == "duplicate name")
            client.clock.advance(by: 5)
            let id = try #require(created["firewall", "id"]?.string)
            #expect(try await client.call("GET", "/v2/firewalls/\(id)")["firewall", "status"] == "succeeded")
        }
    }

    @Test func replacingItResetsWhatIsNotSent() async throws {
        try await SimulatorClient.with { client async throws in
            _ = try await client.call("POST", "/v2/tags", ["name": "moorage"])
            let created = try await client.call("POST", "/v2/firewalls", Self.body())
            let path = "/v2/firewalls/\(try #require(created["firewall", "id"]?.string))"
            let replaced = try await client.call("PUT", path, Self.body(["tags": nil, "outbound_rules": nil]))
            #expect(replaced.status == 200)
            #expect(replaced["firewall", "tags"] == [])
            #expect(replaced["firewall", "outbound_rules"] == [])
            #expect(try await client.call("POST", path + "/tags", ["tags": ["moorage"]]).status == 204)
            #expect(try await client.call("DELETE", path + "/tags", ["tags": ["moorage"]]).status == 204)
            #expect(try await client.call("POST", path + "/tags", ["tags": ["none"]]).status == 422)
            let rule: JSONValue = [
                "inbound_rules": [["protocol": "udp", "ports": "53", "sources": ["tags": ["moorage"]]]]
            ]
            #expect(try await client.call("POST", path + "/rules", rule).status == 204)
            #expect(try await client.call("GET", path)["firewall", "inbound_rules"]?.array?.count == 2)
            #expect(try await client.call("DELETE", path + "/rules", rule).status == 204)
            #expect(try await client.call("GET", path)["firewall", "inbound_rules"]?.array?.count == 1)
            #expect(try await client.call("POST", path + "/droplets", ["droplet_ids": [1]]).status == 422)
            #expect(try await client.call("DELETE", path).status == 204)
            #expect(try await client.call("GET", path).status == 404)
        }
    }

    @Test(
        arguments: [
            ("name", "-x"), ("name", "a_b"), ("inbound_rules", [["protocol": "tcp", "ports": 22]]),
            ("inbound_rules", [["protocol": "sctp", "ports": "22", "sources": ["addresses": ["0.0.0.0/0"]]]]),
            ("inbound_rules", [["protocol": "tcp", "ports": "22-", "sources": ["addresses": ["0.0.0.0/0"]]]]),
            ("inbound_rules", [["protocol": "tcp", "ports": "22", "sources": ["addresses": ["0.0.0.0/33"]]]]),
            ("inbound_rules", [["protocol": "tcp", "ports": "22", "sources": ["addresses": []]]]),
            ("droplet_ids", ["1"]), ("tags", ["a", "b", "c", "d", "e", "f"]),
        ] as [(String, JSONValue)]
    )
    func aWrongFieldIsRefused(field: String, value: JSONValue) async throws {
        try await SimulatorClient.with { client async throws in
            for tag in ["moorage", "a", "b", "c", "d", "e", "f"] {
                _ = try await client.call("POST", "/v2/tags", ["name": .string(tag)])
            }
            #expect(try await client.call("POST", "/v2/firewalls", Self.body([field: value])).status == 422)
        }
    }
}
