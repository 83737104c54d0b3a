import Curl
import DigitalOceanSimulator
import Foundation

/// Access to the simulator besides the daemon: its faults and its records.
struct SimulatedCloud: Sendable {
    static let token = "reliability"
    /// The zone of the workspaces' names.
    static let zone = "workspaces.test"

    /// A droplet in the simulator's records.
    struct Droplet: Decodable, Sendable {
        let name: String
        let status: String
        let createAction: String

        enum CodingKeys: String, CodingKey {
            case name
            case status
            case createAction = "create_action"
        }
    }

    /// The account's contents.
    struct State: Decodable, Sendable {
        let droplets: [Droplet]
        let live: Int
        let requests: [String: Int]
        let total: Int
        let answers: [String: Int]

        enum CodingKeys: String, CodingKey {
            case droplets
            case live = "live_droplets"
            case requests
            case total
            case answers
        }
    }

    /// The API's base.
    let url: String
    let curl: CurlClient

    /// Why a request to the simulator failed.
    struct Refusal: Error {
        let message: String
    }

    /// Everything that a test counts.
    func state() async throws -> State {
        try JSONDecoder().decode(State.self, from: Data(try await send(.get, "/simulator/state")))
    }

    /// Sets a fault.
    func inject(_ fault: SimulatorFault) async throws {
        _ = try await send(.post, "/simulator/faults", try JSONEncoder().encode(fault))
    }

    /// Switches off every running droplet.
    func powerOffDroplets() async throws {
        struct Droplets: Decodable {
            struct Droplet: Decodable { let id: Int }
            let droplets: [Droplet]
        }
        let body = try await send(.get, "/v2/droplets")
        for droplet in try JSONDecoder().decode(Droplets.self, from: Data(body)).droplets {
            _ = try await send(.post, "/v2/droplets/\(droplet.id)/actions", Data("{\"type\": \"power_off\"}".utf8))
        }
    }

    /// Gives the account its zone.
    func makeZone() async throws {
        _ = try await send(.post, "/v2/domains", Data("{\"name\": \"\(Self.zone)\"}".utf8))
    }

    /// How many address records the zone has.
    func recordCount() async throws -> Int {
        struct Records: Decodable {
            struct Record: Decodable { let type: String }
            let records: [Record]

            enum CodingKeys: String, CodingKey { case records = "domain_records" }
        }
        let body = try await send(.get, "/v2/domains/\(Self.zone)/records?per_page=200")
        return try JSONDecoder().decode(Records.self, from: Data(body)).records
            .count { ["A", "AAAA"].contains($0.type) }
    }

    private func send(_ method: CurlRequest.Method, _ path: String, _ body: Data? = nil) async throws -> [UInt8] {
        let response = try await curl.execute(
            CurlRequest(
                method,
                url + path,
                headers: [
                    CurlHeader("Authorization", "Bearer \(Self.token)"),
                    CurlHeader("Content-Type", "application/json"),
                ],
                body: body.map { Array($0) }
            )
        )
        guard (200..<300).contains(response.status) else {
            throw Refusal(message: "\(method) \(path): \(String(decoding: response.body, as: UTF8.self))")
        }
        return response.body
    }
}
