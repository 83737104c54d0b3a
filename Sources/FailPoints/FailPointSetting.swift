/// What `MOORAGE_FAIL_POINT` asks for: at which fail point, the how-manieth time, and what happens there.
package struct FailPointSetting: Hashable, Sendable {
    /// The one variable that switches a fail point on; nothing in a file or a flag does.
    package static let variable = "MOORAGE_FAIL_POINT"

    /// What the process does to itself.
    package enum Action: String, Sendable {
        /// SIGKILL: no handler runs and nothing is given back.
        case kill
        /// SIGSTOP: it hangs until somebody continues it, as a machine that was paused.
        case stop
    }

    /// The fail point's name.
    package var name: String
    /// 1 for the first time that it is reached.
    package var occurrence: Int
    /// What happens then.
    package var action: Action

    package init(name: String, occurrence: Int = 1, action: Action = .kill) {
        self.name = name
        self.occurrence = occurrence
        self.action = action
    }

    /// Reads `NAME[:N][:stop]`.
    ///
    /// - Returns: nil when the text is none of that.
    package init?(_ text: String) {
        var words = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = words.first, !name.isEmpty else { return nil }
        words.removeFirst()
        self.init(name: String(name))
        if words.last == "stop" {
            action = .stop
            words.removeLast()
        }
        guard words.count <= 1 else { return nil }
        if let word = words.first {
            guard let number = Int(word), number >= 1 else { return nil }
            occurrence = number
        }
    }
}
