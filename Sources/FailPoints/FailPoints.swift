internal import Foundation
internal import Synchronization

/// Kills the daemon at chosen points, to verify that nothing is lost or done twice.
///
/// Compiled into every build, so the tested program is the one that runs. Until ``arm(_:)`` is called, which only
/// `serve` does, ``reach(_:)`` costs one check of a flag.
package enum FailPoints {
    private static let isArmed = Atomic<Bool>(false)
    /// Microseconds: far more than the kernel needs to stop or end a process.
    private static let nap: UInt32 = 200_000
    private static let countdown = Mutex<FailPointCountdown?>(nil)

    /// Switches on one fail point for the rest of this process.
    package static func arm(_ setting: FailPointSetting) {
        countdown.withLock { $0 = FailPointCountdown(setting) }
        isArmed.store(true, ordering: .releasing)
    }

    /// Reports that the work has reached a fail point. Does nothing unless that fail point is on.
    package static func reach(_ point: @autoclosure () -> FailPoint) {
        guard isArmed.load(ordering: .acquiring) else { return }
        let name = point().name
        guard let action = countdown.withLock({ $0?.reach(name) }) else { return }
        FileHandle.standardError.write(Data("moorage: reached the fail point \(name); \(action.rawValue)\n".utf8))
        switch action {
        case .kill: kill(getpid(), SIGKILL)
        case .stop: kill(getpid(), SIGSTOP)
        }
        // A signal reaches the threads of a process one after the other, and this thread must not continue in between.
        // It blocks on purpose, cooperative or not; after a SIGCONT it only loses the rest of the sleep.
        usleep(nap)
    }
}

/// The meaning of `MOORAGE_FAIL_POINT`: the fail point, the how-manieth time, and the action.
package struct FailPointSetting: Hashable, Sendable {
    /// The only variable that switches a fail point on; files and flags cannot.
    package static let variable = "MOORAGE_FAIL_POINT"

    /// What the process does to itself.
    package enum Action: String, Sendable {
        /// SIGKILL: no handler runs and nothing is released.
        case kill
        /// SIGSTOP: the process hangs until somebody continues it, like a paused machine.
        case stop
    }

    /// The fail point's name.
    package var name: String
    /// 1 for the first time that it is reached.
    package var occurrence: Int
    /// The action to take.
    package var action: Action

    package init(name: String, occurrence: Int = 1, action: Action = .kill) {
        self.name = name
        self.occurrence = occurrence
        self.action = action
    }

    /// Reads `NAME[:N][:stop]`.
    ///
    /// - Returns: nil if the text has none of these forms.
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

/// Counts how often a fail point is reached, until it triggers.
struct FailPointCountdown: Sendable {
    private let setting: FailPointSetting
    private var count = 0

    init(_ setting: FailPointSetting) { self.setting = setting }

    /// Records that a fail point was reached.
    ///
    /// - Returns: the action to take now; nil for none.
    mutating func reach(_ name: String) -> FailPointSetting.Action? {
        guard name == setting.name else { return nil }
        count += 1
        return count == setting.occurrence ? setting.action : nil
    }
}
