/// How often each fault occurs, in millionths of calls; drawn from the seed.
struct FaultPlan: Sendable {
    var storeLoss = 0
    var providerLoss = 0
    var hostLoss = 0
    var death = 0
    /// The daemon freezes just before the call, for up to three minutes.
    var pause = 0
    /// Faults of a provider's create call.
    var capacity = 0
    var refusal = 0
    var tooManyRequests = 0
    var failedCreation = 0
    var lateVisibility = 0
    /// After the visibility window: no check that comes in time can find it.
    var veryLateVisibility = 0
    var slowDestruction = 0
    /// A droplet that is created without its tags.
    var lostTags = 0
    /// Faults of hosts.
    var failedRun = 0
    var foreignPort = 0
    var unhealthy = 0
    var garbledEvents = 0
    var unstoppable = 0

    /// The fate of every call to the provider, if a test sets it.
    var providerFate: CallFate?

    /// Nothing goes wrong.
    static let calm = FaultPlan()

    /// A mixture: most worlds have few kinds of faults, so that each kind also occurs without the others.
    static func drawn(using generator: inout SeededGenerator) -> FaultPlan {
        var plan = FaultPlan()
        func level() -> Int { generator.pick([0, 0, 10_000, 50_000, 150_000]) }
        plan.storeLoss = level() / 2
        plan.providerLoss = level() * 2
        plan.hostLoss = level()
        plan.death = level() / 5
        plan.pause = level() / 8
        plan.capacity = level()
        plan.refusal = level() / 8
        plan.tooManyRequests = level()
        plan.failedCreation = level()
        plan.lateVisibility = level() * 3
        plan.veryLateVisibility = generator.pick([0, 0, 0, 0, 300_000])
        plan.slowDestruction = level() * 3
        plan.lostTags = level()
        plan.failedRun = level()
        plan.foreignPort = level() * 2
        plan.unhealthy = level() * 2
        plan.garbledEvents = level()
        plan.unstoppable = level() * 2
        return plan
    }
}
