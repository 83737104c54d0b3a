import DigitalOceanSimulator

/// The API's fault in a trial, once.
enum APIFault: String, CaseIterable, Sendable {
    case none
    /// The droplet is created, and the connection ends without an answer.
    case lostReply = "lost_reply"
    /// The droplet is created, and the answer is 500.
    case errorAfterAccept = "error_after_accept"
    /// The create call is refused for a second.
    case tooManyRequests = "too_many_requests"
    /// The droplet becomes visible 5 s after it was created.
    case lateVisibility = "late_visibility"
    /// The droplet gets its tags 5 s after it becomes visible.
    case lateTags = "late_tags"
    /// The droplet never starts.
    case acceptedThenGone = "accepted_then_gone"
    /// The droplet is removed, and the connection ends without an answer.
    case lostRemoval = "lost_removal"

    /// The simulator's setting.
    var simulatorFault: SimulatorFault? {
        switch self {
        case .none: nil
        case .lostReply: SimulatorFault(.dropAfterAccept)
        case .errorAfterAccept: SimulatorFault(.errorAfterAccept)
        case .tooManyRequests: SimulatorFault(.tooManyRequests, seconds: 1)
        case .lateVisibility: SimulatorFault(.lateVisibility, seconds: 5)
        case .lateTags: SimulatorFault(.lateTags, seconds: 5)
        case .acceptedThenGone: SimulatorFault(.acceptedThenGone)
        case .lostRemoval: SimulatorFault(.dropAfterAccept, method: "DELETE", path: "/v2/droplets/*")
        }
    }
}
