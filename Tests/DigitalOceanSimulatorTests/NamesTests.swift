import Testing
import Workspaces

@testable import DigitalOceanSimulator

struct NamesTests {
    @Test func recordsAreRelativeInBodiesAndWholeInFilters() async throws {
        try await SimulatorClient.with { client async throws in
            let zone = try await client.call("POST", "/v2/domains", ["name": "example.com"])
            #expect(zone.status == 201)
            #expect(try await client.call("POST", "/v2/domains", ["name": "example.com"]).status == 422)
            let records = "/v2/domains/example.com/records"
            #expect(try await client.call("GET", records)["meta", "total"] == 4)
            let body: JSONValue = ["type": "A", "name": "ws7x2k4", "data": "192.0.2.7", "ttl": 60]
            let created = try await client.call("POST", records, body)
            #expect(created.status == 201)
            #expect(created["domain_record", "priority"] == .null)
            // Nothing is unique: a second one is created without a warning.
            #expect(try await client.call("POST", records, body).status == 201)
            #expect(try await client.call("GET", records + "?name=ws7x2k4.example.com&type=A")["meta", "total"] == 2)
            #expect(try await client.call("GET", records + "?name=ws7x2k4&type=A")["meta", "total"] == 0)
            let id = try #require(created["domain_record", "id"]?.integer)
            #expect(try await client.call("PATCH", "\(records)/\(id)", ["data": "192.0.2.8"]).status == 422)
            let changed = try await client.call("PATCH", "\(records)/\(id)", ["type": "A", "data": "192.0.2.8"])
            #expect(changed["domain_record", "data"] == "192.0.2.8")
            #expect(changed["domain_record", "ttl"] == 60)
            #expect(try await client.call("DELETE", "\(records)/\(id)").status == 204)
            #expect(try await client.call("GET", "\(records)/\(id)").status == 404)
        }
    }

    @Test(
        arguments: [
            ["type": "A", "name": "a", "data": "2001:db8::1"], ["type": "AAAA", "name": "a", "data": "192.0.2.1"],
            ["type": "AAAA", "name": "a", "data": "2001:db8:::1"], ["type": "A", "name": "a b", "data": "192.0.2.1"],
            ["type": "CNAME", "name": "a", "data": "b.example.com"], ["type": "X", "name": "a", "data": "b"],
            ["type": "A", "name": "a", "data": "192.0.2.1", "ttl": 5], ["type": "MX", "name": "a", "data": "b.c."],
            ["type": "A", "name": "a.example.org.", "data": "192.0.2.1"], ["name": "a", "data": "192.0.2.1"],
        ] as [JSONValue]
    )
    func aWrongRecordIsRefused(record: JSONValue) async throws {
        try await SimulatorClient.with { client async throws in
            _ = try await client.call("POST", "/v2/domains", ["name": "example.com"])
            #expect(try await client.call("POST", "/v2/domains/example.com/records", record).status == 422)
        }
    }

    @Test func aCNAMEStandsAlone() async throws {
        try await SimulatorClient.with { client async throws in
            _ = try await client.call("POST", "/v2/domains", ["name": "example.com", "ip_address": "192.0.2.1"])
            let records = "/v2/domains/example.com/records"
            let alias: JSONValue = ["type": "CNAME", "name": "www", "data": "example.com."]
            let created = try await client.call("POST", records, alias)
            #expect(created["domain_record", "data"] == "example.com")
            let address: JSONValue = ["type": "A", "name": "www", "data": "192.0.2.1"]
            #expect(try await client.call("POST", records, address).status == 422)
            #expect(try await client.call("POST", "/v2/domains/missing.example/records", address).status == 404)
            let whole: JSONValue = ["type": "AAAA", "name": "v6.example.com.", "data": "2001:db8::1"]
            #expect(try await client.call("POST", records, whole)["domain_record", "name"] == "v6")
        }
    }

    @Test func aTagKeepsItsFirstSpelling() async throws {
        try await SimulatorClient.with(timings: SimulatorTimings(bootDuration: 0)) { client async throws in
            #expect(try await client.call("POST", "/v2/tags", ["name": "Moorage"]).status == 201)
            #expect(try await client.call("POST", "/v2/tags", ["name": "moorage"])["tag", "name"] == "Moorage")
            #expect(try await client.call("GET", "/v2/tags/moorage").status == 404)
            let id = try await client.createDroplet("web", ["tags": ["MOORAGE"]])
            let tag = try await client.call("GET", "/v2/tags/Moorage")
            #expect(tag["tag", "resources", "droplets", "count"] == 1)
            let resources: JSONValue = [
                "resources": [["resource_id": .string(String(id)), "resource_type": "droplet"]]
            ]
            #expect(try await client.call("DELETE", "/v2/tags/Moorage/resources", resources).status == 204)
            #expect(try await client.call("GET", "/v2/droplets?tag_name=Moorage")["meta", "total"] == 0)
            #expect(try await client.call("POST", "/v2/tags/Moorage/resources", resources).status == 204)
            #expect(try await client.call("POST", "/v2/tags/none/resources", resources).status == 404)
            #expect(try await client.call("DELETE", "/v2/tags/Moorage").status == 204)
            #expect(try await client.call("GET", "/v2/droplets/\(id)")["droplet", "tags"] == [])
            #expect(try await client.call("POST", "/v2/tags", ["name": "a.b"]).status == 422)
        }
    }

    @Test func theCatalogueIsComplete() async throws {
        try await SimulatorClient.with { client async throws in
            let sizes = try #require(try await client.call("GET", "/v2/sizes?per_page=200")["sizes"]?.array)
            let small = try #require(sizes.first { $0["slug"] == "s-2vcpu-4gb" })
            #expect(small["memory"] == 4096)
            #expect(small["price_monthly"] == 24)
            #expect(try await client.call("GET", "/v2/regions")["meta", "total"] == 14)
            #expect(try await client.call("GET", "/v2/images?type=distribution")["meta", "total"] == 7)
            #expect(try await client.call("GET", "/v2/images/debian-12-x64")["image", "distribution"] == "Debian")
            #expect(try await client.call("GET", "/v2/vpcs")["meta", "total"] == 14)
        }
    }
}
