import Providers
import Services
import Workspaces

/// What is wrong with the services of a workspace, by what the host answered and by what should have answered.
struct HealthReport {
    /// How many faults are told in words, and how long each may be: they are kept in a log row and in `waiting_on`.
    static let maximumFaults = 5
    static let maximumFaultLength = 200

    private let faults: [String]

    /// A service that should answer and is not named among the answers is as sick as one that answers wrongly. An answer
    /// without a port stands for every port of its service.
    init(_ health: [ServiceHealth], expected: [ExpectedService]) {
        let missing = expected.filter { service in
            !health.contains { answer in
                answer.service == service.service
                    && (answer.port ?? Int(service.port.rawValue)) == Int(service.port.rawValue)
            }
        }
        faults =
            health.filter { !$0.healthy }.map { "\($0.service): \($0.detail)" }
            + missing.map { "\($0.service): the host says nothing of port \($0.port)" }
    }

    /// Nil when every service answers.
    var complaint: String? {
        guard !faults.isEmpty else { return nil }
        var told = faults.prefix(Self.maximumFaults).map { String($0.prefix(Self.maximumFaultLength)) }
        if faults.count > told.count { told.append("\(faults.count - told.count) more") }
        return "Not every service answers yet (\(told.joined(separator: "; ")))."
    }
}
