import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import Workspaces

/// Calls for tests and demos to the simulator itself, without a token; they are not part of the real API.
struct AdminResponder {
    private static let largestBody = 1 << 16

    let cloud: Cloud

    func respond(to request: Request) async throws -> Response {
        var request = request
        let body = Data(try await request.collectBody(upTo: Self.largestBody).readableBytesView)
        switch (request.method.rawValue, request.uri.path) {
        case ("GET", "/simulator/state"):
            return try Self.response(200, cloud.withState { state, now in Self.state(state, now) })
        case ("GET", "/simulator/faults"):
            return try Self.response(200, ["faults": cloud.withState { state, _ in state.faults }])
        case ("POST", "/simulator/faults"):
            return try change(body) { (fault: SimulatorFault, state) in state.faults.append(fault) }
        case ("DELETE", "/simulator/faults"):
            cloud.withState { state, _ in state.faults = [] }
            return Response(status: .noContent)
        case ("PUT", "/simulator/timings"):
            return try change(body) { (timings: SimulatorTimings, state) in state.account.timings = timings }
        default:
            return try Self.response(404, ["message": "There is no such call."])
        }
    }

    private func change<Value: Codable & Sendable>(
        _ body: Data,
        _ apply: (Value, inout Cloud.State) -> Void
    ) throws -> Response {
        let value: Value
        do {
            value = try JSONDecoder().decode(Value.self, from: body)
        } catch {
            return try Self.response(400, ["message": "The body is invalid: \(error)"])
        }
        cloud.withState { state, _ in apply(value, &state) }
        return try Self.response(200, value)
    }

    /// Everything that a test may count, including removed droplets.
    private static func state(_ state: Cloud.State, _ now: Date) -> JSONValue {
        let droplets: [JSONValue] = state.account.droplets.map { droplet in
            [
                "id": .integer(droplet.number.rawValue),
                "name": .string(droplet.name),
                "status": .string(droplet.removedAt == nil ? droplet.status.rawValue : "removed"),
                "visible": .bool(droplet.isVisible(now)),
                "tags": .strings(droplet.tags),
                "address": .optional(droplet.publicAddress),
                "create_action": .string(state.account.actions[droplet.createAction]?.status.rawValue ?? ""),
            ]
        }
        return [
            "requests": .object(state.requests.mapValues { .integer($0) }),
            "answers": .object(Dictionary(uniqueKeysWithValues: state.answers.map { (String($0), .integer($1)) })),
            "total": .integer(state.requests.values.reduce(0, +)),
            "droplet_posts": .integer(state.requests["POST /v2/droplets"] ?? 0),
            "live_droplets": .integer(state.account.liveDroplets.count),
            "droplets": .array(droplets),
            "faults": .integer(state.faults.count),
        ]
    }

    private static func response(_ status: Int, _ body: some Encodable) throws -> Response {
        Response(
            status: HTTPResponse.Status(code: status),
            headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(body)))
        )
    }
}
