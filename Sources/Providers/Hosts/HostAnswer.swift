/// What `moorage-host` prints about a run or a bundle.
struct HostAnswer: Decodable, Sendable {
    var state: String
    var exitCode: Int?
    var size: Int64?

    private enum CodingKeys: String, CodingKey {
        case state
        case exitCode = "exit_code"
        case size
    }

    /// The run's state; nil for an answer that is not about a run's state.
    var runState: HostRunState? {
        switch state {
        case "started", "running": .running
        case "finished": exitCode.map { .finished(exitCode: $0) }
        case "interrupted": .interrupted
        case "absent": .absent
        default: nil
        }
    }
}
