import Logging
import Testing
import Workspaces

@testable import DigitalOceanSimulator

struct MachineTests {
    @Test func aMachineStandsBehindEachDroplet() async throws {
        let machines = RecordingMachines()
        try await SimulatorClient.with(machines: machines) { client async throws in
            let key: JSONValue = ["name": "k", "public_key": .string(SimulatorClient.publicKey)]
            _ = try await client.call("POST", "/v2/account/keys", key)
            let keys: JSONValue = [.string(SimulatorClient.fingerprint)]
            let id = try await client.createDroplet("web", ["ssh_keys": keys, "user_data": "#cloud-config"])
            try await client.wait(for: "active", id)
            let active = try await client.call("GET", "/v2/droplets/\(id)")
            let addresses = try #require(active["droplet", "networks", "v4"]?.array)
            #expect(addresses.last?["ip_address"] == "198.18.0.10")
            _ = try await client.call("POST", "/v2/droplets/\(id)/actions", ["type": "shutdown"])
            try await client.wait(for: "off", id)
            _ = try await client.call("POST", "/v2/droplets/\(id)/actions", ["type": "power_on"])
            try await client.wait(for: "active", id)
            #expect(try await client.call("DELETE", "/v2/droplets/\(id)").status == 204)
            await machines.waitForCalls(4)
        }
        #expect(machines.calls == ["boot web #cloud-config 1", "shut down", "on", "destroy"])
    }

    @Test func aMachineThatDoesNotBootIsAnErroredAction() async throws {
        try await SimulatorClient.with(machines: RecordingMachines(shouldFail: true)) { client async throws in
            let created = try await client.call("POST", "/v2/droplets", SimulatorClient.order("web"))
            let action = try #require(created["links", "actions"]?.array?.first?["id"]?.integer)
            var status: JSONValue?
            repeat {
                status = try await client.call("GET", "/v2/actions/\(action)")["action", "status"]
            } while status == "in-progress"
            #expect(status == "errored")
            #expect(try await client.call("GET", "/v2/droplets?name=web")["meta", "total"] == 0)
        }
    }

    @Test func machinesGoWithTheSimulator() async throws {
        let machines = RecordingMachines()
        try await SimulatorClient.with(machines: machines) { client async throws in
            try await client.wait(for: "active", try await client.createDroplet("left"))
        }
        #expect(machines.calls.last == "destroy")
    }

    @Test func onlyLoopbackIsListenedOn() async throws {
        let configuration = SimulatorConfiguration(host: "0.0.0.0", tokens: [Secret("t")])
        let simulator = DigitalOceanSimulator(configuration: configuration, logger: Logger(label: "t"))
        await #expect(throws: SimulatorError.self) { try await simulator.run() }
        await #expect(throws: SimulatorError.self) { try await simulator.port }
    }
}

extension SimulatorClient {
    /// Polls until the droplet has the status, because the answer comes from the machine at any time.
    func wait(for status: JSONValue, _ droplet: Int64) async throws {
        while try await call("GET", "/v2/droplets/\(droplet)")["droplet", "status"] != status {}
    }
}
