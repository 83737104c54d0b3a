internal import Synchronization
import Workspaces

/// How a daemon's calls reach something outside, and their fate on the way.
struct DaemonCalls: Sendable {
    let link: DaemonLink
    let around: Surroundings

    /// The destination of a call.
    enum Destination: Sendable {
        case store
        case provider
        case host
    }

    /// One call.
    ///
    /// - Parameters:
    ///   - name: its name in the history.
    ///   - isWrite: whether it changes anything; other calls are never late and not worth a line.
    ///   - failure: the caller's error for a lost call.
    ///   - apply: carries it out at the destination; receives the latest time at which the caller gives up.
    func call<Value: Sendable, Failure: Error>(
        _ destination: Destination,
        _ name: String,
        workspace: WorkspaceNumber? = nil,
        isWrite: Bool = true,
        failure: @escaping @Sendable (String) -> Failure,
        apply: @escaping @Sendable (_ givenUpAt: Int64) async -> Result<Value, Failure>
    ) async -> Result<Value, Failure> {
        await link.pass()
        if around.timeline.chance(around.plan.pause) {
            around.pause(link, for: Int64(around.timeline.below(180_000_000)))
            await link.pass()
        }
        guard !link.isCut else { return .failure(failure("The daemon is dead.")) }
        if destination == .store, around.isStoreAway {
            await around.timeline.sleep(delay(to: .store) + 1000)
            return .failure(failure("The store is away."))
        }
        let fate = fate(of: destination, isWrite: isWrite)
        let result = await meet(fate, destination, failure: failure, apply: apply)
        note(fate, name, workspace: workspace)
        await link.pass()
        guard !link.isCut else { return .failure(failure("The daemon is dead.")) }
        return result
    }

    private func meet<Value: Sendable, Failure: Error>(
        _ fate: CallFate,
        _ destination: Destination,
        failure: @escaping @Sendable (String) -> Failure,
        apply: @escaping @Sendable (_ givenUpAt: Int64) async -> Result<Value, Failure>
    ) async -> Result<Value, Failure> {
        let timeline = around.timeline
        switch fate {
        case .answered:
            await timeline.sleep(delay(to: destination))
            let result = await apply(timeline.now)
            await timeline.sleep(delay(to: destination))
            return result
        case .requestLost:
            await timeline.sleep(patience(with: destination))
            return .failure(failure("The connection was lost."))
        case .replyLost:
            let patience = patience(with: destination)
            _ = await apply(timeline.now + patience)
            await timeline.sleep(patience)
            return .failure(failure("The connection was lost."))
        case .late(let delay):
            let patience = patience(with: destination)
            let givenUpAt = timeline.now + patience
            timeline.after(patience + delay) { timeline.spawn { _ = await apply(givenUpAt) } }
            await timeline.sleep(patience)
            return .failure(failure("The connection was lost."))
        case .diesBefore:
            around.kill(link)
        case .diesAfter:
            _ = await apply(timeline.now)
            around.kill(link)
        case .diesInBetween(let delay):
            let givenUpAt = timeline.now
            timeline.after(delay) { timeline.spawn { _ = await apply(givenUpAt) } }
            around.kill(link)
        }
        return .failure(failure("The daemon is dead."))
    }

    private func fate(of destination: Destination, isWrite: Bool) -> CallFate {
        let plan = around.plan
        if destination == .provider, let fate = plan.providerFate { return fate }
        return around.timeline.draw { generator in
            if isWrite, generator.chance(perMillion: plan.death) {
                switch generator.below(5) {
                case 0, 1: return .diesBefore
                case 2, 3: return .diesAfter
                default: return .diesInBetween(Int64(generator.below(20_000_000)))
                }
            }
            let loss =
                switch destination {
                case .store: plan.storeLoss
                case .provider: plan.providerLoss
                case .host: plan.hostLoss
                }
            guard generator.chance(perMillion: loss) else { return .answered }
            switch generator.below(isWrite ? 5 : 2) {
            case 0, 1: return .requestLost
            case 2, 3: return .replyLost
            default: return .late(Int64(generator.below(20_000_000)))
            }
        }
    }

    private func delay(to destination: Destination) -> Int64 {
        around.timeline.draw { generator in
            switch destination {
            // Most answers of a database come immediately, as far as others could tell.
            case .store: generator.below(4) == 0 ? Int64(generator.below(8000)) : 0
            case .provider: 50_000 + Int64(generator.below(700_000))
            case .host: Int64(generator.below(300_000))
            }
        }
    }

    /// How long a daemon waits for an answer.
    private func patience(with destination: Destination) -> Int64 {
        around.timeline.draw { generator in
            switch destination {
            case .store: 1_000_000 + Int64(generator.below(6_000_000))
            case .provider: 10_000_000 + Int64(generator.below(20_000_000))
            case .host: 5_000_000 + Int64(generator.below(20_000_000))
            }
        }
    }

    private func note(_ fate: CallFate, _ name: String, workspace: WorkspaceNumber?) {
        switch fate {
        case .answered: return
        case .requestLost:
            around.history.note(link.name, .about("gets no answer, its request was lost:", name), workspace: workspace)
        case .replyLost:
            around.history.note(link.name, .about("gets no answer, the answer was lost:", name), workspace: workspace)
        case .late:
            around.history.note(
                link.name,
                .about("gets no answer, its request comes late:", name),
                workspace: workspace
            )
        case .diesBefore: around.history.note(link.name, .about("had died before:", name), workspace: workspace)
        case .diesAfter: around.history.note(link.name, .about("had died after:", name), workspace: workspace)
        case .diesInBetween: around.history.note(link.name, .about("had died during:", name), workspace: workspace)
        }
    }
}
