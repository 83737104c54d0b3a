import Providers
import Services
import Workspaces

/// The problems of a workspace's services, from the host's answers and the expected services.
struct HealthReport {
    /// How many faults are described, and how long each may be: they are stored in a log row and in `waiting_on`.
    static let maximumFaults = 5
    static let maximumFaultLength = 200

    private let faults: [String]

    /// An expected service without an answer is as unhealthy as one with a wrong answer. An answer without a port
    /// stands for every port of its service.
    init(_ health: [ServiceHealth], expected: [ExpectedService]) {
        let missing = expected.filter { service in
            !health.contains { answer in
                answer.service == service.service
                    && (answer.port ?? Int(service.port.rawValue)) == Int(service.port.rawValue)
            }
        }
        faults =
            health.filter { !$0.healthy }.map { "\($0.service): \($0.detail)" }
            + missing.map { "\($0.service): the host reported nothing about port \($0.port)" }
    }

    /// Nil if every service is healthy.
    var complaint: String? {
        guard !faults.isEmpty else { return nil }
        var told = faults.prefix(Self.maximumFaults).map { String($0.prefix(Self.maximumFaultLength)) }
        if faults.count > told.count { told.append("\(faults.count - told.count) more") }
        return "Not every service answers yet (\(told.joined(separator: "; ")))."
    }
}
