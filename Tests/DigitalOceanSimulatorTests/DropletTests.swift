import Testing
import Workspaces

@testable import DigitalOceanSimulator

struct DropletTests {
    @Test func aDropletBecomesActiveAndGoes() async throws {
        try await SimulatorClient.with(timings: SimulatorTimings(bootDuration: 30)) { client async throws in
            let created = try await client.call(
                "POST",
                "/v2/droplets",
                SimulatorClient.order("web.example.com", ["tags": ["moorage"], "ipv6": true])
            )
            #expect(created.status == 202)
            #expect(created["droplet", "status"] == "new")
            #expect(created["droplet", "networks", "v4"] == [])
            let id = try #require(created["droplet", "id"]?.integer)
            let link = try #require(created["links", "actions"]?.array?.first)
            #expect(link["rel"] == "create")
            let action = try #require(link["id"]?.integer)
            #expect(action > Int64(Int32.max))
            #expect(try await client.call("GET", "/v2/actions/\(action)")["action", "status"] == "in-progress")

            let early = try await client.call("DELETE", "/v2/droplets/\(id)")
            #expect(early.status == 422)
            #expect(early["message"] == "Droplet already has a pending event.")

            client.clock.advance(by: 30)
            #expect(try await client.call("GET", "/v2/actions/\(action)")["action", "status"] == "completed")
            let active = try await client.call("GET", "/v2/droplets/\(id)")
            #expect(active["droplet", "status"] == "active")
            let addresses = try #require(active["droplet", "networks", "v4"]?.array)
            #expect(addresses.map { $0["type"] } == ["private", "public"])
            #expect(addresses[1]["ip_address"]?.string?.hasPrefix("192.0.2.") == true)
            #expect(active["droplet", "networks", "v6"]?.array?.first?["netmask"] == 64)

            #expect(try await client.call("DELETE", "/v2/droplets/\(id)").status == 204)
            #expect(try await client.call("GET", "/v2/droplets/\(id)").status == 404)
            #expect(try await client.call("DELETE", "/v2/droplets/\(id)").status == 404)
            #expect(try await client.call("GET", "/v2/droplets?tag_name=moorage")["meta", "total"] == 0)
        }
    }

    @Test func readsMayLagBehind() async throws {
        let timings = SimulatorTimings(visibilityDelay: 5, bootDuration: 10, removalDelay: 7, addressDelay: 3)
        try await SimulatorClient.with(timings: timings) { client async throws in
            let id = try await client.createDroplet("late")
            #expect(try await client.call("GET", "/v2/droplets/\(id)").status == 404)
            #expect(try await client.call("GET", "/v2/droplets?name=late")["meta", "total"] == 0)
            client.clock.advance(by: 5)
            #expect(try await client.call("GET", "/v2/droplets?name=LATE")["meta", "total"] == 1)
            client.clock.advance(by: 5)
            let active = try await client.call("GET", "/v2/droplets/\(id)")
            #expect(active["droplet", "status"] == "active")
            #expect(active["droplet", "networks", "v4"] == [])
            client.clock.advance(by: 3)
            #expect(try await client.call("GET", "/v2/droplets/\(id)")["droplet", "networks", "v4"]?.array?.count == 2)
            #expect(try await client.call("DELETE", "/v2/droplets/\(id)").status == 204)
            #expect(try await client.call("GET", "/v2/droplets/\(id)").status == 200)
            client.clock.advance(by: 7)
            #expect(try await client.call("GET", "/v2/droplets/\(id)").status == 404)
        }
    }

    @Test func namesMayRepeatAndABatchHasAnActionForEach() async throws {
        try await SimulatorClient.with { client async throws in
            var order = try #require(SimulatorClient.order("x").fields)
            order["name"] = nil
            order["names"] = ["one", "two", "one"]
            let created = try await client.call("POST", "/v2/droplets", .object(order))
            #expect(created.status == 202)
            let droplets = try #require(created["droplets"]?.array)
            #expect(droplets.map { $0["name"] } == ["one", "two", "one"])
            #expect(Set(droplets.compactMap { $0["id"]?.integer }).count == 3)
            #expect(created["links", "actions"]?.array?.count == 3)
            order["names"] = .strings((1...11).map { "n\($0)" })
            #expect(try await client.call("POST", "/v2/droplets", .object(order)).status == 422)
        }
    }

    @Test func theAccountsLimitCountsEveryDroplet() async throws {
        try await SimulatorClient.with(timings: SimulatorTimings(bootDuration: 0), dropletLimit: 1) {
            client async throws in
            let id = try await client.createDroplet("first")
            let refused = try await client.call("POST", "/v2/droplets", SimulatorClient.order("second"))
            #expect(refused.status == 422)
            #expect(refused["message"]?.string?.contains("exceed your droplet limit") == true)
            #expect(try await client.call("DELETE", "/v2/droplets/\(id)").status == 204)
            _ = try await client.createDroplet("second")
        }
    }

    @Test(
        arguments: [
            ("name", "under_score"), ("name", "-ends-in-"), ("name", ""), ("name", 7), ("size", "s-99vcpu"),
            ("size", nil), ("image", "ubuntu-10-04-x64"), ("image", 12), ("region", "nyc2"), ("region", "mars1"),
            ("ssh_keys", [1]), ("ssh_keys", ["aa:bb"]), ("ssh_keys", "all"), ("tags", ["a.b"]), ("tags", [""]),
            ("user_data", "snowman ☃"), ("user_data", 1), ("ipv6", "true"), ("monitoring", 1),
            ("backup_policy", ["plan": "daily"]), ("vpc_uuid", "none"), ("names", ["a"]), ("public_networking", "no"),
        ] as [(String, JSONValue)]
    )
    func aWrongFieldIsRefused(field: String, value: JSONValue) async throws {
        try await SimulatorClient.with { client async throws in
            let refused = try await client.call("POST", "/v2/droplets", SimulatorClient.order("web", [field: value]))
            #expect(refused.status == 422)
            #expect(refused["id"] == "unprocessable_entity")
            #expect(try await client.call("GET", "/simulator/state", token: nil)["droplets"] == [])
        }
    }

    @Test func unknownFieldsAreIgnoredAndLongUserDataIsNot() async throws {
        try await SimulatorClient.with { client async throws in
            _ = try await client.createDroplet("known", ["no_such_field": 1, "image": 150_000_001])
            let longest = String(repeating: "a", count: 64 * 1024)
            _ = try await client.createDroplet("longest", ["user_data": .string(longest)])
            let order = SimulatorClient.order("longer", ["user_data": .string(longest + "a")])
            #expect(try await client.call("POST", "/v2/droplets", order).status == 422)
        }
    }

    @Test func listsComeInPages() async throws {
        try await SimulatorClient.with(dropletLimit: 100) { client async throws in
            for number in 1...25 { _ = try await client.createDroplet("web-\(number)", ["tags": ["a:b"]]) }
            let first = try await client.call("GET", "/v2/droplets?tag_name=a%3Ab")
            #expect(first["droplets"]?.array?.count == 20)
            #expect(first["meta", "total"] == 25)
            #expect(first["links", "pages", "prev"] == nil)
            let next = try #require(first["links", "pages", "next"]?.string)
            let prefix = "http://127.0.0.1:\(client.port)"
            #expect(next.hasPrefix(prefix + "/v2/droplets?"))
            let second = try await client.call("GET", String(next.dropFirst(prefix.count)))
            #expect(second["droplets"]?.array?.count == 5)
            #expect(second["links", "pages", "next"] == nil)
            let whole = try await client.call("GET", "/v2/droplets?per_page=200")
            #expect(whole["droplets"]?.array?.count == 25)
            #expect(whole["links"] == [:])
            for query in ["per_page=201", "per_page=0", "page=0", "page=x"] {
                #expect(try await client.call("GET", "/v2/droplets?\(query)").status == 422)
            }
            #expect(try await client.call("GET", "/v2/droplets?tag_name=a:b&name=x").status == 422)
        }
    }

    @Test func actionsChangeTheDropletOneAtATime() async throws {
        try await SimulatorClient.with(timings: SimulatorTimings(bootDuration: 0, actionDuration: 10)) {
            client async throws in
            let id = try await client.createDroplet("web", ["tags": ["t"]])
            let path = "/v2/droplets/\(id)/actions"
            #expect(try await client.call("POST", path, ["type": "power_on"]).status == 422)
            let off = try await client.call("POST", path, ["type": "power_off"])
            #expect(off.status == 201)
            #expect(off["action", "resource_id"] == .integer(id))
            #expect(
                try await client.call("POST", path, ["type": "power_off"])["message"]
                    == "Droplet already has a pending event."
            )
            client.clock.advance(by: 10)
            #expect(try await client.call("GET", "/v2/droplets/\(id)")["droplet", "status"] == "off")
            let resized = try await client.call("POST", path, ["type": "resize", "size": "s-4vcpu-8gb", "disk": true])
            #expect(resized.status == 201)
            client.clock.advance(by: 10)
            #expect(try await client.call("GET", "/v2/droplets/\(id)")["droplet", "vcpus"] == 4)
            let on = try await client.call("POST", "/v2/droplets/actions?tag_name=t", ["type": "power_on"])
            #expect(on["actions"]?.array?.count == 1)
            client.clock.advance(by: 10)
            #expect(try await client.call("GET", "/v2/droplets/\(id)")["droplet", "status"] == "active")
            #expect(try await client.call("POST", path, ["type": "dance"]).status == 422)
            #expect(try await client.call("GET", path)["meta", "total"] == 4)
            #expect(try await client.call("DELETE", "/v2/droplets?tag_name=t").status == 204)
            #expect(try await client.call("GET", "/v2/droplets/\(id)").status == 404)
        }
    }

    @Test func aSnapshotIsAnImageThatDropletsCanBeMadeOf() async throws {
        try await SimulatorClient.with(timings: SimulatorTimings(bootDuration: 0)) { client async throws in
            let id = try await client.createDroplet("gold")
            _ = try await client.call("POST", "/v2/droplets/\(id)/actions", ["type": "snapshot", "name": "golden"])
            let listed = try await client.call("GET", "/v2/droplets/\(id)/snapshots")
            let image = try #require(listed["snapshots"]?.array?.first?["id"]?.integer)
            #expect(try await client.call("GET", "/v2/snapshots/\(image)")["snapshot", "id"] == .string(String(image)))
            _ = try await client.createDroplet("copy", ["image": .integer(image)])
            let small = SimulatorClient.order("small", ["image": .integer(image), "size": "s-1vcpu-1gb"])
            #expect(try await client.call("POST", "/v2/droplets", small).status == 422)
            let elsewhere = SimulatorClient.order("elsewhere", ["image": .integer(image), "region": "ams3"])
            #expect(try await client.call("POST", "/v2/droplets", elsewhere).status == 422)
        }
    }
}

extension JSONValue {
    var fields: [String: JSONValue]? {
        guard case .object(let value) = self else { return nil }
        return value
    }
}
