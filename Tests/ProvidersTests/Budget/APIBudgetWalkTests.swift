import FoundationEssentials
import Testing

@testable import Providers

/// Random histories of one shared ledger, each from its seed. The API has its own count, by the time at which a call
/// reaches it.
@Suite("Random walks of the API budget")
struct APIBudgetWalkTests {
    private static let limits = APIBudgetLimits(perMinute: 24, perHour: 495)

    @Test("no window is ever exceeded, and every request is granted in the end", arguments: 1...20)
    func walk(seed: UInt64) throws {
        var world = BudgetWalk(seed: seed, limits: Self.limits)
        try world.run(calls: 700)
        #expect(world.mostInMinute <= 25, "seed \(seed)")
        #expect(world.mostInHour <= 500, "seed \(seed)")
        #expect(world.granted == 700, "seed \(seed)")
        // The limits are really reached: a walk has more than an hour's calls.
        #expect(world.mostInHour > 400, "seed \(seed)")
    }
}

/// One history: callers of several owners and classes, who come back on time, late or never; calls that take time, and
/// daemons that die during them.
private struct BudgetWalk {
    private enum Event {
        case ask(APIBudgetRequest)
        case settle(Int)
    }

    private var random: SplitMix
    private var ledger: APIBudgetLedger
    private var agenda: [(at: Int, event: Event)] = []
    private var arrivals: [Int] = []
    private(set) var granted = 0

    init(seed: UInt64, limits: APIBudgetLimits) {
        random = SplitMix(state: seed)
        ledger = APIBudgetLedger(limits: limits)
        ledger.settle(grant: 0, APIBudgetReport(limit: 500))
    }

    mutating func run(calls: Int) throws {
        let classes = APIBudgetCallClass.allCases
        for number in 0..<calls {
            let request = APIBudgetRequest(
                key: "\(number)",
                calls: Int.random(in: 0...9, using: &random) == 0 ? 3 : 1,
                callClass: classes.randomElement(using: &random) ?? .poll,
                owner: Int64.random(in: 1...4, using: &random),
                isBeginning: Bool.random(using: &random)
            )
            agenda.append((Int.random(in: 0...3_000_000, using: &random), .ask(request)))
        }
        var steps = 0
        while let next = agenda.indices.min(by: { agenda[$0].at < agenda[$1].at }) {
            let (at, event) = agenda.remove(at: next)
            step(event, at: at)
            steps += 1
            // Another daemon reads what this one wrote.
            if steps % 50 == 0 {
                ledger = try JSONDecoder().decode(APIBudgetLedger.self, from: try JSONEncoder().encode(ledger))
            }
            if steps > calls * 100 { return }
        }
    }

    private mutating func step(_ event: Event, at now: Int) {
        // The daemons' readings of the shared clock differ slightly.
        let reading = Duration.milliseconds(now + Int.random(in: -40...40, using: &random) + 1000)
        switch event {
        case .settle(let grant): ledger.settle(grant: grant, APIBudgetReport(limit: 500), at: reading)
        case .ask(let request):
            switch ledger.apply([.request(request)], at: reading)[0] {
            case .granted(let grant):
                granted += 1
                for number in grant..<grant + request.calls { send(number, at: now) }
            case .wait(let wait, _), .notYet(let wait):
                let late = Int.random(in: 0...9, using: &random) == 0 ? 40_000 : 0
                agenda.append((now + Int(wait.components.seconds * 1000) + 999 + late, .ask(request)))
            case .settled: break
            }
        }
    }

    private mutating func send(_ grant: Int, at now: Int) {
        let ends = Int.random(in: 100...8000, using: &random)
        let dies = Int.random(in: 0...19, using: &random) == 0
        arrivals.append(now + Int.random(in: 0...(dies ? 75_000 : ends), using: &random))
        if !dies { agenda.append((now + ends, .settle(grant))) }
    }

    var mostInMinute: Int { most(within: 60_000) }
    var mostInHour: Int { most(within: 3_600_000) }

    private func most(within length: Int) -> Int {
        let sorted = arrivals.sorted()
        var first = 0
        var most = 0
        for (index, arrival) in sorted.enumerated() {
            while arrival - sorted[first] >= length { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }
}

/// Sebastiano Vigna's SplitMix64: one seed, one history.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
