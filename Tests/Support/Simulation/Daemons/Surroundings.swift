internal import Synchronization
import Workspaces

/// The state shared by all parts of a simulated world.
final class Surroundings: Sendable {
    let timeline: Timeline
    let history: History
    let database: InMemoryDatabase
    let keys: KeyPool
    private let faults: Mutex<FaultPlan>
    private let storeAwayUntil = Mutex<Int64>(0)
    private let deathHandler = Mutex<(@Sendable (DaemonLink) -> Void)?>(nil)
    private let notifyHandler = Mutex<(@Sendable () -> Void)?>(nil)

    init(timeline: Timeline, history: History, database: InMemoryDatabase, keys: KeyPool, faults: FaultPlan) {
        self.timeline = timeline
        self.history = history
        self.database = database
        self.keys = keys
        self.faults = Mutex(faults)
    }

    /// How often each fault currently occurs.
    var plan: FaultPlan { faults.withLock(\.self) }

    /// From now on there are no more faults.
    func calmDown() {
        faults.withLock { $0 = .calm }
        storeAwayUntil.withLock { $0 = 0 }
    }

    /// Lets every call to the provider end like this from now on; nil leaves it to chance.
    func arrange(_ fate: CallFate?) { faults.withLock { $0.providerFate = fate } }

    /// Whether the store answers.
    var isStoreAway: Bool {
        let now = timeline.now
        return storeAwayUntil.withLock { now < $0 }
    }

    /// Nobody reaches the store for this many microseconds.
    func takeStoreAway(for duration: Int64) {
        let now = timeline.now
        storeAwayUntil.withLock { $0 = now + duration }
    }

    /// Called when a daemon dies.
    func onDeath(_ handler: @escaping @Sendable (DaemonLink) -> Void) {
        deathHandler.withLock { $0 = handler }
    }

    /// Called when the store notifies.
    func onNotify(_ handler: @escaping @Sendable () -> Void) {
        notifyHandler.withLock { $0 = handler }
    }

    /// The store notifies all daemons.
    func notify() { notifyHandler.withLock(\.self)?() }

    /// Ends all notifications.
    func forget() {
        deathHandler.withLock { $0 = nil }
        notifyHandler.withLock { $0 = nil }
    }

    /// Freezes a daemon for this many microseconds; its clock continues or stops too.
    func pause(_ link: DaemonLink, for duration: Int64) {
        guard !link.isCut, !link.isPaused else { return }
        let countsPauses = timeline.below(2) == 0
        history.note(link.name, .numbered("is paused, for milliseconds:", duration / 1000))
        link.pause(countsPauses: countsPauses)
        timeline.after(duration) {
            guard link.isPaused else { return }
            self.history.note(link.name, .plain("wakes up"))
            link.resume()
        }
    }

    /// Kills a daemon.
    func kill(_ link: DaemonLink) {
        guard !link.isCut else { return }
        history.note(link.name, .plain("is killed"))
        link.cut()
        deathHandler.withLock(\.self)?(link)
    }

    /// The database's clock; the day does not matter.
    static func timestamp(at microseconds: Int64) -> Timestamp {
        Timestamp(microseconds: 1_800_000_000_000_000 + microseconds)
    }
}
