internal import Metrics
internal import Synchronization

/// A metric's name with its labels: the key of one number, or one histogram.
struct MetricSeries: Hashable, Sendable {
    let name: String
    /// `{a="b",c="d"}` in the order of the names, or empty.
    let labels: String

    init(name: String, dimensions: [(String, String)]) {
        self.name = name
        self.labels = Self.text(dimensions)
    }

    /// The labels with one more at the end.
    func labels(adding name: String, _ value: String) -> String {
        let own = "\(name)=\"\(value)\""
        return labels.isEmpty ? "{\(own)}" : "\(labels.dropLast()),\(own)}"
    }

    private static func text(_ dimensions: [(String, String)]) -> String {
        guard !dimensions.isEmpty else { return "" }
        // A duplicate name would make the whole page invalid: the last value wins.
        var values: [String: String] = [:]
        for (name, value) in dimensions { values[MetricName.label(name)] = value }
        let pairs = values.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escaped($0.value))\"" }
        return "{\(pairs.joined(separator: ","))}"
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }
}

/// Names allowed by the exposition format.
enum MetricName {
    /// A metric's name: every character except `[a-zA-Z0-9_:]` becomes `_`, and it does not begin with a digit.
    static func metric(_ label: String) -> String { clean(label, allowsColon: true) }

    /// A label's name: like a metric's, but without `:`.
    static func label(_ name: String) -> String { clean(name, allowsColon: false) }

    private static func clean(_ name: String, allowsColon: Bool) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_": result.unicodeScalars.append(scalar)
            case ":" where allowsColon: result += ":"
            default: result += "_"
            }
        }
        guard let first = result.unicodeScalars.first, !("0"..."9").contains(first) else { return "_" + result }
        return result
    }
}

/// A number that only increases.
final class PrometheusCounter: CounterHandler, FloatingPointCounterHandler {
    let series: MetricSeries
    private let value = Mutex(0.0)

    init(series: MetricSeries) { self.series = series }

    var current: Double { value.withLock { $0 } }

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    func increment(by amount: Double) {
        // A counter that decreases looks like a restart of the program.
        guard amount > 0, amount.isFinite else { return }
        value.withLock { $0 += amount }
    }

    func reset() { value.withLock { $0 = 0 } }
}

/// A number with its latest value.
final class PrometheusGauge: MeterHandler, RecorderHandler {
    let series: MetricSeries
    private let value = Mutex(0.0)

    init(series: MetricSeries) { self.series = series }

    var current: Double { value.withLock { $0 } }

    func set(_ new: Int64) { set(Double(new)) }

    func set(_ new: Double) { value.withLock { $0 = new } }

    func increment(by amount: Double) { value.withLock { $0 += amount } }

    func decrement(by amount: Double) { value.withLock { $0 -= amount } }

    func record(_ new: Int64) { set(Double(new)) }

    func record(_ new: Double) { set(new) }
}

/// Counts how many values were below each of a fixed set of bounds.
final class PrometheusHistogram: TimerHandler, RecorderHandler {
    /// Seconds, from a statement in the database to a whole provisioning.
    static let durationBounds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800,
    ]
    /// Sizes and counts, from one row to a large upload.
    static let valueBounds: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000, 1_000_000]

    /// The values for a scrape.
    struct Snapshot {
        /// For each bound, the number of values at most as large.
        var cumulative: [(bound: Double, count: Int)]
        var count: Int
        var sum: Double
    }

    private struct State {
        /// One for each bound, and one for larger values.
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

/// Accepts and discards values: the result for a caller once a limit is reached.
final class DroppedMetric: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    func increment(by _: Int64) {}
    func increment(by _: Double) {}
    func decrement(by _: Double) {}
    func reset() {}
    func set(_: Int64) {}
    func set(_: Double) {}
    func record(_: Int64) {}
    func record(_: Double) {}
    func recordNanoseconds(_: Int64) {}
}
