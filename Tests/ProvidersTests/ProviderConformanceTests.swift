import Curl
import DigitalOceanSimulator
import Foundation
import Providers
import TestSupport
import Testing

/// DigitalOcean obeys the rules of every provider, tested against the simulator's whole API.
@Suite struct ProviderConformanceTests {
    @Test(arguments: ProviderConformance.all)
    func `DigitalOcean obeys the rule`(rule: ProviderConformance) async throws {
        let timings = SimulatorTimings(bootDuration: 30, removalDelay: 5)
        try await SimulatedAPI.serve(timings: timings) { api in
            try await rule.check(DigitalOceanSubject(api: api))
        }
    }
}

private struct DigitalOceanSubject: ProviderConformanceSubject {
    private struct UnexpectedAnswer: Error {
        let text: String
    }

    let installation = "k3v9"
    let api: SimulatedAPI

    func provider(_ credentials: ProviderCredentials) throws -> any ServerProvider {
        switch credentials {
        case .accepted: try api.anotherProvider()
        case .refused: try api.anotherProvider(token: "wrong")
        case .missing: try api.anotherProvider(token: nil)
        }
    }

    func pass(_ duration: Duration) { api.clock.advance(by: duration) }

    func strike(_ call: ProviderCall, with fault: ProviderFault) async throws {
        let (method, path) = Self.request(of: call)
        // libcurl sends a GET again, a few times, when a connection that it kept ends without an answer.
        let fault = SimulatorFault(
            Self.kind(of: fault),
            method: method,
            path: path,
            times: fault == .lostRequest && method == "GET" ? 10 : 1,
            seconds: Self.seconds(of: fault)
        )
        _ = try await api.send(
            .post,
            "/simulator/faults",
            String(decoding: try JSONEncoder().encode(fault), as: UTF8.self)
        )
    }

    func calm() async throws { _ = try await api.send(.delete, "/simulator/faults") }

    func meddle(_ change: ProviderMeddling) async throws {
        switch change {
        case .powerOff(let id): try await act(on: id, #"{"type":"power_off"}"#)
        case .remove(let id): _ = try await api.send(.delete, "/v2/droplets/\(id)")
        case .rename(let id, let name): try await act(on: id, #"{"type":"rename","name":"\#(name)"}"#)
        case .untag(let id):
            for tag in ["moorage-k3v9", "adim-workspace", "workspace-ws7x2k4"] {
                let body = #"{"resources":[{"resource_id":"\#(id)","resource_type":"droplet"}]}"#
                _ = try await api.send(.delete, "/v2/tags/\(tag)/resources", body)
            }
        case .addStranger(let name):
            let body = #"{"name":"\#(name)","region":"nyc3","size":"s-1vcpu-1gb","image":"debian-12-x64"}"#
            let answer = try await api.send(.post, "/v2/droplets", body)
            guard answer.contains(#""name":"\#(name)""#) else { throw UnexpectedAnswer(text: answer) }
        }
    }

    private func act(on id: String, _ body: String) async throws {
        let answer = try await api.send(.post, "/v2/droplets/\(id)/actions", body)
        guard answer.contains(#""action""#) else { throw UnexpectedAnswer(text: answer) }
    }

    func addZone() async throws { _ = try await api.send(.post, "/v2/domains", #"{"name":"example.com"}"#) }

    func createCalls() async throws -> Int { try await api.requests()["POST /v2/droplets"] ?? 0 }

    func addresses(of name: String) async throws -> [String] {
        struct Records: Decodable {
            struct Record: Decodable {
                let type: String
                let data: String?
            }
            let records: [Record]

            enum CodingKeys: String, CodingKey {
                case records = "domain_records"
            }
        }
        let text = try await api.send(.get, "/v2/domains/example.com/records?name=\(name)&per_page=200")
        return try JSONDecoder().decode(Records.self, from: Data(text.utf8)).records
            .filter { $0.type == "A" || $0.type == "AAAA" }.compactMap(\.data).sorted()
    }

    /// The first request that a call sends.
    private static func request(of call: ProviderCall) -> (method: String, path: String) {
        switch call {
        case .plan: ("GET", "/v2/sizes")
        case .prepare: ("GET", "/v2/account/keys*")
        case .create: ("POST", "/v2/droplets")
        case .find, .status, .confirmTags, .powerOn, .destroy, .destroySome, .inventory: ("GET", "/v2/droplets*")
        case .addressNames, .publish, .withdraw: ("GET", "/v2/domains*")
        }
    }

    private static func kind(of fault: ProviderFault) -> SimulatorFault.Kind {
        switch fault {
        case .lostRequest: .dropBeforeAccept
        case .lostReply: .dropAfterAccept
        case .serverError: .errorBeforeAccept
        case .serverErrorAfter: .errorAfterAccept
        case .slowAnswer: .slowAnswer
        case .tooManyRequests: .tooManyRequests
        case .refusedToken: .unavailable
        case .noCapacity: .limitReached
        case .cannotBePlaced: .acceptedThenGone
        case .lateVisibility: .lateVisibility
        case .lostTags: .lostTags
        }
    }

    private static func seconds(of fault: ProviderFault) -> Double {
        switch fault {
        case .slowAnswer: 60
        case .tooManyRequests: 9
        case .lateVisibility: 20
        default: 0
        }
    }
}
