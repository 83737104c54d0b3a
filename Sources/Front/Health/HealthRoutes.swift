internal import Hummingbird

/// `/health/live`, `/health/ready` and `/metrics`.
struct HealthRoutes: Sendable {
    /// The content type of Prometheus' text format.
    static let metricsType = "text/plain; version=0.0.4; charset=utf-8"

    /// Endpoints that supervisors and Prometheus call every few seconds.
    static let paths: Set<String> = ["/health/live", "/health/ready", "/metrics"]

    let checks: HealthChecks
    let metrics: @Sendable () async -> String

    /// Adds the routes to a router.
    func add(to router: Router<some RequestContext>) {
        // Being alive only means that requests are answered: a supervisor restarts a process that is not alive, and a
        // restart does not repair a database.
        router.get("/health/live") { _, _ in ["status": "live"] }
        router.get("/health/ready") { request, context in
            let report = await checks.report()
            var response = try report.response(from: request, context: context)
            response.status = report.isReady ? .ok : .serviceUnavailable
            response.headers[.cacheControl] = "no-store"
            return response
        }
        router.get("/metrics") { _, _ in
            let page = await metrics()
            return Response(
                status: .ok,
                headers: [.contentType: Self.metricsType, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: page))
            )
        }
    }
}
