internal import Metrics
internal import Synchronization

/// How many values fell below each of a fixed set of bounds.
final class PrometheusHistogram: TimerHandler, RecorderHandler {
    /// Seconds, from a statement in the database to a whole provisioning.
    static let durationBounds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800,
    ]
    /// Sizes and counts, from one row to a large upload.
    static let valueBounds: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000, 1_000_000]

    /// What a scrape reads.
    struct Snapshot {
        /// For each bound, how many values were at most as large.
        var cumulative: [(bound: Double, count: Int)]
        var count: Int
        var sum: Double
    }

    private struct State {
        /// One for each bound, and one for what is larger than all.
        var counts: [Int]
        var sum = 0.0
    }

    let series: MetricSeries
    private let bounds: [Double]
    private let state: Mutex<State>

    init(series: MetricSeries, bounds: [Double]) {
        self.series = series
        self.bounds = bounds
        self.state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    var snapshot: Snapshot {
        let state = state.withLock { $0 }
        var total = 0
        var cumulative: [(bound: Double, count: Int)] = []
        for (bound, count) in zip(bounds, state.counts) {
            total += count
            cumulative.append((bound, total))
        }
        return Snapshot(cumulative: cumulative, count: state.counts.reduce(0, +), sum: state.sum)
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[index] += 1
            state.sum += value
        }
    }
}
