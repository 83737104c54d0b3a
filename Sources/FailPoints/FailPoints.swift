internal import Foundation
internal import Synchronization

/// Where the daemon can be made to die, to see that nothing is lost or done twice.
///
/// Compiled into every build, so that what is tested is what runs. Until ``arm(_:)`` is called, which only `serve`
/// does, ``reach(_:)`` is one look at a flag.
package enum FailPoints {
    private static let isArmed = Atomic<Bool>(false)
    /// Microseconds: far more than the kernel takes to stop or end a process.
    private static let nap: UInt32 = 200_000
    private static let countdown = Mutex<FailPointCountdown?>(nil)

    /// Switches one fail point on for the rest of this process.
    package static func arm(_ setting: FailPointSetting) {
        countdown.withLock { $0 = FailPointCountdown(setting) }
        isArmed.store(true, ordering: .releasing)
    }

    /// Says that the work has come to a fail point. Does nothing unless that one is switched on.
    package static func reach(_ point: @autoclosure () -> FailPoint) {
        guard isArmed.load(ordering: .acquiring) else { return }
        let name = point().name
        guard let action = countdown.withLock({ $0?.reach(name) }) else { return }
        FileHandle.standardError.write(Data("moorage: reached the fail point \(name); \(action.rawValue)\n".utf8))
        switch action {
        case .kill: kill(getpid(), SIGKILL)
        case .stop: kill(getpid(), SIGSTOP)
        }
        // A signal reaches the threads of a process one after the other: this one must not go on in between. It is held
        // up on purpose, cooperative or not; after a SIGCONT what is left of the nap is all that it loses.
        usleep(nap)
    }
}

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

/// Counts how often a fail point is reached, until it is time.
struct FailPointCountdown: Sendable {
    private let setting: FailPointSetting
    private var count = 0

    init(_ setting: FailPointSetting) { self.setting = setting }

    /// Notes that a fail point was reached.
    ///
    /// - Returns: what is to happen now; nil for nothing.
    mutating func reach(_ name: String) -> FailPointSetting.Action? {
        guard name == setting.name else { return nil }
        count += 1
        return count == setting.occurrence ? setting.action : nil
    }
}
