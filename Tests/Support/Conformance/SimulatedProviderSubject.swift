package import Providers
internal import Synchronization
import Workspaces

/// The simulated cloud, and a daemon's connection to it, under the rules that every provider obeys.
package struct SimulatedProviderSubject: ProviderConformanceSubject {
    /// The result of a rule that has ended.
    private final class Outcome: Sendable {
        let result = Mutex<Result<Void, any Error>?>(nil)
    }

    package let installation = "sim001"
    private let parts: WorldParts

    private init(sabotage: Sabotage?) {
        parts = WorldParts(seed: 1, sabotage: sabotage)
        parts.around.calmDown()
        parts.cloud.state.withLock { $0.zones = [] }
    }

    /// Tries a rule in its own world, on the calling thread: time passes while the rule waits for it.
    ///
    /// - Parameter sabotage: a rule to break on purpose.
    /// - Throws: ``ConformanceFailure`` when the cloud breaks the rule.
    package static func check(_ rule: ProviderConformance, sabotage: Sabotage? = nil) throws {
        let subject = Self(sabotage: sabotage)
        let timeline = subject.parts.around.timeline
        let outcome = Outcome()
        timeline.spawn {
            let result: Result<Void, any Error>
            do {
                result = .success(try await rule.check(subject))
            } catch {
                result = .failure(error)
            }
            outcome.result.withLock { $0 = result }
        }
        while true {
            _ = timeline.settle(atMost: .max) { true }
            if let result = outcome.result.withLock(\.self) { return try result.get() }
            guard timeline.advance(atMostTo: .max) else {
                throw ConformanceFailure(description: "expected: something happens at last")
            }
        }
    }

    package func provider(_ credentials: ProviderCredentials) -> any ServerProvider {
        parts.cloud.state.withLock { $0.refusesToken = credentials != .accepted }
        let link = DaemonLink(name: "daemon", timeline: parts.around.timeline)
        return DaemonProvider(
            cloud: parts.cloud,
            calls: DaemonCalls(link: link, around: parts.around),
            sabotage: parts.sabotage
        )
    }

    package func pass(_ duration: Duration) async { await parts.around.timeline.sleep(duration.wholeMicroseconds) }

    package func strike(_ call: ProviderCall, with fault: ProviderFault) {
        switch fault {
        case .lostRequest: parts.around.arrange(.requestLost)
        case .lostReply: parts.around.arrange(.replyLost)
        default: parts.cloud.state.withLock { $0.arranged[call] = fault }
        }
    }

    package func calm() {
        parts.around.arrange(nil)
        parts.cloud.state.withLock { $0.arranged = [:] }
    }

    package func meddle(_ change: ProviderMeddling) {
        let now = parts.around.timeline.now
        switch change {
        case .powerOff(let id): _ = parts.cloud.change(id) { $0.isOff = true }
        case .remove(let id): _ = parts.cloud.change(id) { $0.goneAt = now }
        case .rename(let id, let name): _ = parts.cloud.change(id) { $0.name = name }
        case .untag(let id):
            _ = parts.cloud.change(id) {
                $0.tags = []
                $0.isTagged = false
            }
        case .addStranger(let name): parts.cloud.addStranger(named: name)
        }
    }

    package func addZone() { parts.cloud.state.withLock { $0.zones = ["example.com"] } }

    package func createCalls() -> Int { parts.cloud.state.withLock(\.createCalls) }

    package func addresses(of name: String) -> [String] {
        let record = parts.cloud.state.withLock { $0.records[name] }
        return [record?.ipv4, record?.ipv6].compactMap(\.self).sorted()
    }
}
