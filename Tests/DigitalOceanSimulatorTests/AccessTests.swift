import Testing
import Workspaces

@testable import DigitalOceanSimulator

struct AccessTests {
    @Test(arguments: [nil, "dop_v1_wrong", ""])
    func aCallWithoutAKnownTokenIsRefused(token: String?) async throws {
        try await SimulatorClient.with { client async throws in
            let answer = try await client.call("GET", "/v2/account", token: token)
            #expect(answer.status == 401)
            #expect(answer["id"] == "unauthorized")
            #expect(answer["message"]?.string != nil)
            #expect(answer["request_id"]?.string == answer.headers["x-request-id"])
        }
    }

    @Test func aReadOnlyTokenMayNotCreate() async throws {
        try await SimulatorClient.with { client async throws in
            #expect(try await client.call("GET", "/v2/account", token: SimulatorClient.reader).status == 200)
            let refused = try await client.call(
                "POST",
                "/v2/droplets",
                SimulatorClient.order("web"),
                token: SimulatorClient.reader
            )
            #expect(refused.status == 403)
            #expect(refused["id"] == "forbidden")
        }
    }

    @Test func everyReplyCarriesTheBudget() async throws {
        try await SimulatorClient.with { client async throws in
            for (path, status) in [("/v2/account", 200), ("/v2/droplets/1", 404), ("/v2/nothing", 404)] {
                let answer = try await client.call("GET", path)
                #expect(answer.status == status)
                #expect(answer.headers["ratelimit-limit"] == "5000")
                #expect(answer.headers["x-request-id"] != nil)
            }
            let last = try await client.call("GET", "/v2/account")
            #expect(last.headers["ratelimit-remaining"] == "4996")
            #expect(last.headers["ratelimit-reset"] == "1790003600")
        }
    }

    @Test func aBurstBeyondTheMinuteIsRefusedWithAWait() async throws {
        try await SimulatorClient.with(rateLimits: SimulatorRateLimits(perMinute: 2)) { client async throws in
            _ = try await client.call("GET", "/v2/account")
            client.clock.advance(by: 20)
            _ = try await client.call("GET", "/v2/account")
            let refused = try await client.call("GET", "/v2/account")
            #expect(refused.status == 429)
            #expect(refused["id"] == "too_many_requests")
            #expect(refused.headers["retry-after"] == "40")
            client.clock.advance(by: 40)
            #expect(try await client.call("GET", "/v2/account").status == 200)
        }
    }

    @Test func theHourlyBudgetIsRefusedWithoutAWait() async throws {
        try await SimulatorClient.with(rateLimits: SimulatorRateLimits(perHour: 2)) { client async throws in
            for _ in 1...2 { _ = try await client.call("GET", "/v2/account") }
            let refused = try await client.call("GET", "/v2/account")
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"] == nil)
            #expect(refused.headers["ratelimit-remaining"] == "0")
            client.clock.advance(by: 3600)
            #expect(try await client.call("GET", "/v2/account").status == 200)
        }
    }

    @Test func listingKeysHasALimitOfItsOwnAndReadingOneHasNot() async throws {
        try await SimulatorClient.with(rateLimits: SimulatorRateLimits(keyListingsPerMinute: 1)) {
            client async throws in
            #expect(try await client.call("GET", "/v2/account/keys").status == 200)
            #expect(try await client.call("GET", "/v2/account/keys").status == 429)
            #expect(try await client.call("GET", "/v2/account/keys/1").status == 404)
        }
    }

    @Test func aKeyIsKnownByItsIdAndItsFingerprint() async throws {
        try await SimulatorClient.with { client async throws in
            let body: JSONValue = ["name": "moorage", "public_key": .string(SimulatorClient.publicKey)]
            let created = try await client.call("POST", "/v2/account/keys", body)
            #expect(created.status == 201)
            #expect(created["ssh_key", "fingerprint"] == .string(SimulatorClient.fingerprint))
            let again = try await client.call("POST", "/v2/account/keys", body)
            #expect(again.status == 422)
            #expect(again["message"] == "SSH Key is already in use on your account")
            let id = try #require(created["ssh_key", "id"]?.integer)
            for name in [String(id), SimulatorClient.fingerprint] {
                #expect(try await client.call("GET", "/v2/account/keys/\(name)")["ssh_key", "name"] == "moorage")
            }
            let broken = try await client.call("POST", "/v2/account/keys", ["name": "x", "public_key": "ssh-rsa no"])
            #expect(broken.status == 422)
            #expect(try await client.call("DELETE", "/v2/account/keys/\(id)").status == 204)
            #expect(try await client.call("GET", "/v2/account/keys/\(id)").status == 404)
        }
    }

    @Test func abodyThatIsNoJSONObjectIsRefused() async throws {
        try await SimulatorClient.with { client async throws in
            #expect(try await client.call("POST", "/v2/tags", ["list"]).status == 400)
            #expect(try await client.call("POST", "/v2/tags").status == 400)
        }
    }
}
