import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Workspaces

/// Answers every request: adds authentication, budget, faults and headers to the account's pure functions.
struct SimulatorResponder: HTTPResponder {
    typealias Context = SimulatorContext

    private static let largestBody = 1 << 20

    let cloud: Cloud
    let tokens: Set<String>
    let readOnlyTokens: Set<String>
    let rateLimits: SimulatorRateLimits

    init(cloud: Cloud, configuration: SimulatorConfiguration) {
        self.cloud = cloud
        tokens = Set(configuration.tokens.map { $0.reveal() })
        readOnlyTokens = Set(configuration.readOnlyTokens.map { $0.reveal() })
        rateLimits = configuration.rateLimits
    }

    func respond(to request: Request, context: SimulatorContext) async throws -> Response {
        if request.uri.path.hasPrefix("/simulator/") {
            return try await AdminResponder(cloud: cloud).respond(to: request)
        }
        var answer: Answer
        do {
            answer = try await serve(request, context)
        } catch let error as CloudRefusal {
            answer = Answer(error)
        }
        let token = Self.token(of: request)
        let headers = cloud.withState { state, now in
            state.answers[answer.status, default: 0] += 1
            return (state.limiters[token ?? ""] ?? RateLimiter(rateLimits)).headers(at: now)
        }
        return try answer.response(budget: headers)
    }

    private func serve(_ request: Request, _ context: SimulatorContext) async throws -> Answer {
        let method = request.method.rawValue
        let path = request.uri.path
        let match = Routes.find(method: method, path: path)
        let fault = try admit(request, route: match?.route)
        switch fault?.kind {
        case .dropBeforeAccept: try drop(context)
        case .errorBeforeAccept: throw CloudRefusal.serverError
        case .unavailable: return .unavailable
        case .tooManyRequests:
            throw CloudRefusal.tooManyRequests(retryAfter: fault.flatMap { $0.seconds > 0 ? Int($0.seconds) : nil })
        case .pendingEvent: throw CloudAccount.pendingEvent
        default: break
        }
        guard let match else { throw CloudRefusal.notFound }
        let body = try await body(of: request)
        let reply = try cloud.withState { state, now in
            let call = SimulatorCall(
                parameters: match.parameters,
                query: Self.query(of: request),
                body: body,
                path: path,
                origin: "http://\(request.head.authority ?? "127.0.0.1")",
                now: now,
                fault: fault
            )
            return try match.route.handler(call, &state.account)
        }
        switch fault?.kind {
        case .dropAfterAccept: try drop(context)
        case .errorAfterAccept: throw CloudRefusal.serverError
        case .slowAnswer: try await Task.sleep(for: .seconds(fault?.seconds ?? 0))
        default: break
        }
        return Answer(reply)
    }

    /// Checks token and budget, and takes the fault meant for this request, if any.
    private func admit(_ request: Request, route: Routes.Route?) throws -> SimulatorFault? {
        let method = request.method.rawValue
        let path = request.uri.path
        return try cloud.withState { state, now in
            state.requests["\(method) \(route?.path ?? path)", default: 0] += 1
            guard let token = Self.token(of: request), tokens.contains(token) || readOnlyTokens.contains(token) else {
                throw CloudRefusal.unauthorized
            }
            let isKeyListing = route?.path == "/v2/account/keys" && method == "GET"
            try state.limiters[token, default: RateLimiter(rateLimits)].admit(isKeyListing: isKeyListing, at: now)
            guard tokens.contains(token) || method == "GET" else { throw CloudRefusal.forbidden }
            guard let index = state.faults.firstIndex(where: { $0.matches(method: method, path: path) }) else {
                return nil
            }
            state.faults[index].times -= 1
            let fault = state.faults[index]
            if fault.times <= 0 { state.faults.remove(at: index) }
            return fault
        }
    }

    private func body(of request: Request) async throws -> JSONValue? {
        var request = request
        let buffer: ByteBuffer
        do {
            buffer = try await request.collectBody(upTo: Self.largestBody)
        } catch {
            throw CloudRefusal(status: 413, id: "request_entity_too_large", message: "The request body is too large.")
        }
        guard buffer.readableBytes > 0 else { return nil }
        guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
            throw CloudRefusal(
                status: 415,
                id: "unsupported_media_type",
                message: "The content type must be application/json."
            )
        }
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(buffer.readableBytesView))
        } catch {
            throw CloudRefusal.badRequest("The request body is not valid JSON.")
        }
    }

    private func drop(_ context: SimulatorContext) throws -> Never {
        context.channel.close(promise: nil)
        throw DroppedConnection()
    }

    private static func token(of request: Request) -> String? {
        guard let value = request.headers[.authorization], value.hasPrefix("Bearer ") else { return nil }
        return String(value.dropFirst("Bearer ".count))
    }

    private static func query(of request: Request) -> [String: String] {
        Dictionary(request.uri.queryParameters.map { (String($0.key), String($0.value)) }) { _, last in last }
    }
}

/// The context of a request: its connection, so that a fault can close it.
struct SimulatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Ends the handling of a request whose connection was closed on purpose.
struct DroppedConnection: Error {}

/// The simulator's memory: the account, the budget of each token, pending faults and past requests.
///
/// Everything happens under one lock, held for one pure function at a time; machines and connections are handled
/// elsewhere.
final class Cloud: Sendable {
    struct State: Sendable {
        var account: CloudAccount
        var limiters: [String: RateLimiter] = [:]
        var faults: [SimulatorFault]
        /// Requests by method and route.
        var requests: [String: Int] = [:]
        /// Answers by status.
        var answers: [Int: Int] = [:]
    }

    private let state: Mutex<State>
    private let jobs: AsyncStream<MachineJob>.Continuation
    let now: @Sendable () -> Date

    init(
        _ configuration: SimulatorConfiguration,
        hasMachines: Bool,
        jobs: AsyncStream<MachineJob>.Continuation
    ) {
        let account = CloudAccount(
            dropletLimit: configuration.dropletLimit,
            hasMachines: hasMachines,
            timings: configuration.timings
        )
        state = Mutex(State(account: account, faults: configuration.faults))
        self.jobs = jobs
        now = configuration.now
    }

    /// Runs `body` exclusively, after processing due events, and passes on the resulting machine jobs.
    func withState<Result: Sendable>(_ body: (inout State, Date) throws -> sending Result) rethrows -> Result {
        let (result, jobs) = try state.withLock { state in
            let now = now()
            state.account.advance(to: now)
            let result = try body(&state, now)
            defer { state.account.jobs = [] }
            return (result, state.account.jobs)
        }
        for job in jobs { self.jobs.yield(job) }
        return result
    }

    /// Records how a machine's job ended.
    func finish(_ job: MachineJob, outcome: Action.Status, address: String?) {
        guard let action = job.action else { return }
        withState { state, now in
            state.account.finish(action, outcome: outcome, address: address, at: now)
        }
    }
}
