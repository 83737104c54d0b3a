import Testing
import Workspaces

@testable import DigitalOceanSimulator

struct FaultTests {
    @Test(
        arguments: [
            (SimulatorFault.Kind.dropBeforeAccept, 0), (.dropAfterAccept, 1),
        ] as [(SimulatorFault.Kind, Int64)]
    )
    func aDroppedConnectionLeavesTheOutcomeOpen(kind: SimulatorFault.Kind, created: Int64) async throws {
        try await SimulatorClient.with(faults: [SimulatorFault(kind)]) { client async throws in
            await #expect(throws: (any Error).self) { try await client.createDroplet("web") }
            #expect(try await client.call("GET", "/v2/droplets?name=web")["meta", "total"] == .integer(created))
            // It happens once.
            _ = try await client.createDroplet("web")
        }
    }

    @Test(
        arguments: [
            (SimulatorFault.Kind.errorBeforeAccept, 500, 0), (.errorAfterAccept, 500, 1), (.unavailable, 503, 0),
            (.tooManyRequests, 429, 0), (.limitReached, 422, 0), (.slowAnswer, 202, 1),
        ] as [(SimulatorFault.Kind, Int, Int64)]
    )
    func anAnswerMayBeWrong(kind: SimulatorFault.Kind, status: Int, created: Int64) async throws {
        try await SimulatorClient.with(faults: [SimulatorFault(kind)]) { client async throws in
            let answer = try await client.call("POST", "/v2/droplets", SimulatorClient.order("web"))
            #expect(answer.status == status)
            #expect((kind == .unavailable) == answer.text.hasPrefix("<html>"))
            #expect(try await client.call("GET", "/v2/droplets?name=web")["meta", "total"] == .integer(created))
        }
    }

    @Test func anAcceptedDropletMayBeGone() async throws {
        let timings = SimulatorTimings(bootDuration: 10)
        try await SimulatorClient.with(timings: timings, faults: [SimulatorFault(.acceptedThenGone)]) {
            client async throws in
            let created = try await client.call("POST", "/v2/droplets", SimulatorClient.order("web"))
            #expect(created.status == 202)
            let action = try #require(created["links", "actions"]?.array?.first?["id"]?.integer)
            client.clock.advance(by: 10)
            #expect(try await client.call("GET", "/v2/actions/\(action)")["action", "status"] == "errored")
            #expect(try await client.call("GET", "/v2/droplets?name=web")["meta", "total"] == 0)
        }
    }

    @Test func aDropletOrItsTagsMayBeSeenLate() async throws {
        let faults = [SimulatorFault(.lateVisibility, seconds: 100), SimulatorFault(.lateTags, seconds: 50)]
        try await SimulatorClient.with(faults: faults) { client async throws in
            let hidden = try await client.createDroplet("hidden")
            _ = try await client.createDroplet("untagged", ["tags": ["t"]])
            #expect(try await client.call("GET", "/v2/droplets/\(hidden)").status == 404)
            #expect(try await client.call("GET", "/v2/droplets?name=untagged")["meta", "total"] == 1)
            #expect(try await client.call("GET", "/v2/droplets?tag_name=t")["meta", "total"] == 0)
            client.clock.advance(by: 50)
            #expect(try await client.call("GET", "/v2/droplets?tag_name=t")["meta", "total"] == 1)
            client.clock.advance(by: 50)
            #expect(try await client.call("GET", "/v2/droplets/\(hidden)").status == 200)
        }
    }

    @Test func listsAndLooksMayLagEachForItself() async throws {
        let faults = [SimulatorFault(.lateLookup, seconds: 50), SimulatorFault(.lateListing, seconds: 50)]
        try await SimulatorClient.with(faults: faults) { client async throws in
            let listed = try await client.createDroplet("listed")
            let known = try await client.createDroplet("known")
            for (later, status, count) in [(0.0, 404, 0), (50, 200, 1)] as [(Double, Int, JSONValue)] {
                client.clock.advance(by: later)
                #expect(try await client.call("GET", "/v2/droplets/\(listed)").status == status)
                #expect(try await client.call("GET", "/v2/droplets?name=listed")["meta", "total"] == 1)
                #expect(try await client.call("GET", "/v2/droplets/\(known)").status == 200)
                #expect(try await client.call("GET", "/v2/droplets?name=known")["meta", "total"] == count)
            }
        }
    }

    @Test func tagsMayBeLostAndAddedLater() async throws {
        try await SimulatorClient.with(faults: [SimulatorFault(.lostTags)]) { client async throws in
            let id = try await client.createDroplet("web", ["tags": ["t"]])
            #expect(try await client.call("GET", "/v2/droplets?tag_name=t")["meta", "total"] == 0)
            let body: JSONValue = ["resources": [["resource_id": .string("\(id)"), "resource_type": "droplet"]]]
            #expect(try await client.call("POST", "/v2/tags/t/resources", body).status == 204)
            #expect(try await client.call("GET", "/v2/droplets?tag_name=t")["meta", "total"] == 1)
        }
    }

    @Test func aRemovalMayMeetAPendingEvent() async throws {
        let fault = SimulatorFault(.pendingEvent, method: "DELETE", path: "/v2/droplets/*", times: 2)
        try await SimulatorClient.with(timings: SimulatorTimings(bootDuration: 0), faults: [fault]) {
            client async throws in
            let id = try await client.createDroplet("web")
            for status in [422, 422, 204] {
                #expect(try await client.call("DELETE", "/v2/droplets/\(id)").status == status)
            }
        }
    }

    @Test(arguments: [0.0, 9]) func theHourlyLimitNamesNoTime(seconds: Double) async throws {
        try await SimulatorClient.with(faults: [SimulatorFault(.tooManyRequests, seconds: seconds)]) {
            client async throws in
            let answer = try await client.call("POST", "/v2/droplets", SimulatorClient.order("web"))
            #expect(answer.status == 429)
            #expect(answer.headers["retry-after"] == (seconds == 0 ? nil : "9"))
        }
    }

    @Test func faultsAndTimingsCanBeSetWhileItRuns() async throws {
        try await SimulatorClient.with { client async throws in
            let fault: JSONValue = [
                "kind": "error_before_accept", "method": "GET", "path": "/v2/droplets/*", "times": 2,
            ]
            #expect(try await client.call("POST", "/simulator/faults", fault, token: nil).status == 200)
            let id = try await client.createDroplet("web")
            for status in [500, 500, 200] {
                #expect(try await client.call("GET", "/v2/droplets/\(id)").status == status)
            }
            #expect(try await client.call("POST", "/simulator/faults", ["kind": "?"], token: nil).status == 400)
            let timings: JSONValue = [
                "visibility_delay": 0, "boot_duration": 99, "action_duration": 0, "removal_delay": 0,
                "address_delay": 0,
            ]
            #expect(try await client.call("PUT", "/simulator/timings", timings, token: nil).status == 200)
            let slow = try await client.createDroplet("slow")
            client.clock.advance(by: 98)
            #expect(try await client.call("GET", "/v2/droplets/\(slow)")["droplet", "status"] == "new")
            let state = try await client.call("GET", "/simulator/state", token: nil)
            #expect(state["droplet_posts"] == 2)
            #expect(state["requests", "GET /v2/droplets/{droplet_id}"] == 4)
        }
    }
}
