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
