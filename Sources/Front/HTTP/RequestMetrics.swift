internal import HTTPTypes
internal import Metrics
internal import Synchronization

/// Counts requests and measures their time. Metrics are created once per series, because finding one by its labels
/// costs more than counting.
final class RequestMetrics: Sendable {
    private struct Series: Hashable {
        let method: HTTPRequest.Method
        let route: String
        let status: Int
    }

    private struct State {
        var counters: [Series: Counter] = [:]
        var timers: [String: Timer] = [:]
    }

    private let state = Mutex(State())

    /// - Parameter route: the matched route; nil if there was none. Then neither method nor status is counted, because
    ///   a stranger chooses them. The existing routes, methods and statuses bound the memory.
    func note(_ method: HTTPRequest.Method, _ route: String?, _ status: Int, _ duration: Duration) {
        let (counter, timer) = state.withLock { state in
            (Self.counter(method, route, status, &state), Self.timer(route ?? "none", &state))
        }
        counter.increment()
        timer.record(duration: duration)
    }

    private static func counter(
        _ method: HTTPRequest.Method,
        _ route: String?,
        _ status: Int,
        _ state: inout State
    ) -> Counter {
        let series =
            route.map { Series(method: method, route: $0, status: status) }
            ?? Series(method: .get, route: "none", status: 0)
        if let counter = state.counters[series] { return counter }
        let dimensions =
            route.map { [("method", method.rawValue), ("route", $0), ("status", "\(status)")] } ?? [("route", "none")]
        let counter = Counter(label: "moorage_http_requests", dimensions: dimensions)
        state.counters[series] = counter
        return counter
    }

    private static func timer(_ route: String, _ state: inout State) -> Timer {
        if let timer = state.timers[route] { return timer }
        let timer = Timer(label: "moorage_http_request_duration", dimensions: [("route", route)])
        state.timers[route] = timer
        return timer
    }
}
