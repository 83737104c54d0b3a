import Workspaces

/// An event in a simulated world. Its text is built only when somebody reads it.
struct HistoryEvent: Sendable {
    /// What happened.
    enum Deed: Sendable {
        case plain(String)
        case about(String, String)
        case claimed(operation: Int64, epoch: Int64, wasCutOff: Bool)
        case committed(sequence: Int, from: String, event: String, to: String, delay: Int64)
        case numbered(String, Int64)
    }

    /// Microseconds since the world began.
    let at: Int64
    /// The actor.
    let actor: String
    /// The workspace's number; 0 for events that concern all.
    let workspace: Int64
    let deed: Deed

    /// One line, in plain words.
    var text: String {
        let milliseconds = String(at / 1000 % 1000)
        let time = "\(at / 1_000_000).\(String(repeating: "0", count: 3 - milliseconds.count))\(milliseconds)"
        let subject = workspace == 0 ? "" : " workspace \(workspace):"
        return "\(time) \(actor):\(subject) \(sentence)"
    }

    private var sentence: String {
        switch deed {
        case .plain(let text): text
        case .about(let text, let object): "\(text) \(object)"
        case .claimed(let operation, let epoch, let wasCutOff):
            "claims operation \(operation) under epoch \(epoch)\(wasCutOff ? ", which was cut off" : "")"
        case .committed(let sequence, let from, let event, let to, let delay):
            "commits \(sequence): \(from) + \(event) = \(to)" + (delay > 0 ? ", looks again in \(delay) ms" : "")
        case .numbered(let text, let number): "\(text) \(number)"
        }
    }
}
