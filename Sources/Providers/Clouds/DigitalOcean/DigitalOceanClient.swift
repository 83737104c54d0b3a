import Curl
import FailPoints
import FoundationEssentials
import Logging
import Workspaces

/// Sends calls to the DigitalOcean API: handles the token, the budget, the deadline, and the meaning of an answer.
///
/// Every request goes to the configured base URL, never to an address in an answer, so that the token goes nowhere
/// else.
struct DigitalOceanClient: Sendable {
    /// More than the API ever took in public reports of slow answers; a create call is accepted in 1 to 3 s.
    static let deadline = Duration.seconds(60)
    /// The largest page of the API.
    static let pageSize = 200
    /// 40,000 items: no account that we serve has more, and a cycle of pages must end.
    static let maximumPages = 200

    let configuration: DigitalOceanConfiguration
    let curl: CurlClient
    let budget: APIBudget
    let clock: APIBudgetClock
    let logger: Logger
    /// How long each request may take.
    var deadline = Self.deadline
    /// Calls that were granted beforehand.
    var bundle: APIBudgetBundle?

    /// Sends a call once and returns its successful answer.
    func send(_ call: DigitalOceanCall) async throws(DigitalOceanError) -> DigitalOceanReply {
        let request: CurlRequest
        let grant: APIBudgetGrant
        do throws(ProviderError) {
            let token = try DigitalOceanToken.read(configuration.token)
            request = self.request(call, token: token)
            if let granted = bundle?.take(at: clock.monotonic()) {
                grant = granted
            } else {
                grant = try await budget.admit(call.budgetRequest, token: token)
            }
        } catch {
            throw DigitalOceanError(error)
        }
        let reply: DigitalOceanReply
        do throws(CurlError) {
            FailPoints.reach(.before(.apiCall))
            let response = try await curl.execute(request)
            FailPoints.reach(.after(.apiCall))
            reply = DigitalOceanReply(
                status: response.status,
                header: { response.headers[$0] },
                body: response.body,
                now: clock.wall()
            )
        } catch {
            await budget.settle(grant, nil)
            log(call, outcome: "\(error.code)")
            throw DigitalOceanError(call, transport: error)
        }
        await budget.settle(grant, reply.budget)
        log(call, outcome: "\(reply.status)", requestID: reply.requestID)
        guard (200..<300).contains(reply.status) else { throw DigitalOceanError(call, refusal: reply) }
        return reply
    }

    /// Requests the calls for a piece of work at once; unused ones are returned.
    ///
    /// - Parameter body: receives the client with the grants.
    func together<Value>(
        _ request: APIBudgetRequest,
        _ body: (DigitalOceanClient) async throws(DigitalOceanError) -> Value
    ) async throws(DigitalOceanError) -> Value {
        var client = self
        let bundle: APIBudgetBundle
        do throws(ProviderError) {
            let token = try DigitalOceanToken.read(configuration.token)
            let grants = try await budget.admitAll(request, token: token)
            bundle = APIBudgetBundle(grants, grantedAt: clock.monotonic())
        } catch {
            throw DigitalOceanError(error)
        }
        client.bundle = bundle
        let result: Result<Value, DigitalOceanError>
        do throws(DigitalOceanError) {
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        await budget.giveBack(bundle.takeRest())
        return try result.get()
    }

    /// Sends a call once and reads its answer.
    func send<Value: Decodable>(
        _ call: DigitalOceanCall,
        as type: Value.Type
    ) async throws(DigitalOceanError) -> Value {
        let reply = try await send(call)
        guard let value = reply.decoded(type) else { throw DigitalOceanError(call, undecodable: reply) }
        return value
    }

    /// Reads all pages of a collection.
    func list<Page: DigitalOceanPage>(
        _ call: DigitalOceanCall,
        as type: Page.Type
    ) async throws(DigitalOceanError) -> [Page.Item] {
        var items: [Page.Item] = []
        var number = 1
        while true {
            var pageCall = call
            pageCall.query.append(("per_page", String(Self.pageSize)))
            if number > 1 {
                pageCall.query.append(("page", String(number)))
                pageCall.isShared = false
            }
            let page = try await send(pageCall, as: type)
            items += page.items
            // Only the number is taken from the link: a short page is not the end, but a missing link is.
            guard let next = page.links?.nextPage else { return items }
            guard next > number, next <= Self.maximumPages else {
                throw DigitalOceanError(
                    ProviderError(
                        .transient(retryAfter: nil),
                        "Could not \(call.purpose): page \(number) names page \(next) as the next one."
                    )
                )
            }
            number = next
        }
    }

    private func request(_ call: DigitalOceanCall, token: Secret<String>) -> CurlRequest {
        var headers = [
            CurlHeader("Authorization", "Bearer \(token.reveal())", isSecret: true),
            CurlHeader("Accept", "application/json"),
            CurlHeader("User-Agent", "moorage"),
        ]
        if call.body != nil { headers.append(CurlHeader("Content-Type", "application/json")) }
        return CurlRequest(
            call.method.curl,
            configuration.baseURL + call.target,
            headers: headers,
            body: call.body,
            deadline: deadline,
            certificateAuthorityFile: configuration.certificateAuthorityFile
        )
    }

    private func log(_ call: DigitalOceanCall, outcome: String, requestID: String? = nil) {
        logger.debug(
            "DigitalOcean call",
            metadata: [
                "provider.method": "\(call.method.rawValue)", "provider.target": "\(call.target)",
                "provider.outcome": "\(outcome)", "provider.request.id": "\(requestID ?? "")",
            ]
        )
    }
}

extension DigitalOceanCall.Method {
    fileprivate var curl: CurlRequest.Method {
        switch self {
        case .get: .get
        case .post: .post
        case .put: .put
        case .patch: .patch
        case .delete: .delete
        }
    }
}

extension DigitalOceanConfiguration {
    /// The base without a final slash, and without an accidental `/v2`.
    fileprivate var baseURL: String {
        var base = Substring(apiURL)
        while base.hasSuffix("/") { base.removeLast() }
        if base.hasSuffix("/v2") { base.removeLast(3) }
        return String(base)
    }
}
