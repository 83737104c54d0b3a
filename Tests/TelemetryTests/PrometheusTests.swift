import Metrics
import Telemetry
import Testing

@Suite("Prometheus exposition")
struct PrometheusTests {
    @Test("the page is as in the golden file")
    func page() throws {
        let registry = PrometheusRegistry(help: ["moorage_operations": "Operations by state.\nA back\\slash."])
        for state in ["running", "waiting"] {
            Gauge(label: "moorage.operations", dimensions: [("state", state)], factory: registry).record(state.count)
        }
        let calls = Counter(
            label: "moorage.api.calls",
            dimensions: [("path", "/v2/\"x\"\\\n"), ("9 x", "y")],
            factory: registry
        )
        calls.increment(by: 3)
        FloatingPointCounter(label: "moorage.cost_total", factory: registry).increment(by: 0.25)
        let timer = Timer(label: "moorage.step", dimensions: [("step", "boot")], factory: registry)
        for nanoseconds: Int64 in [500_000, 1_000_000, 40_000_000, 12_000_000_000, 7_200_000_000_000] {
            timer.recordNanoseconds(nanoseconds)
        }
        Recorder(label: "moorage.batch", aggregate: true, factory: registry).record(7.5)
        Meter(label: "moorage.load", factory: registry).set(Double.infinity)
        Meter(label: "7up", factory: registry).set(-1.5)
        try Golden.compare(registry.text(), with: "metrics.txt")
    }

    @Test("one name and labels are one series, in any order of the labels")
    func sameSeries() {
        let registry = PrometheusRegistry()
        Counter(label: "a", dimensions: [("x", "1"), ("y", "2")], factory: registry).increment()
        Counter(label: "a", dimensions: [("y", "2"), ("x", "1")], factory: registry).increment()
        #expect(registry.text().contains("a_total{x=\"1\",y=\"2\"} 2\n"))
    }

    @Test("a counter does not decrease, and starts again when it is reset")
    func counter() {
        let registry = PrometheusRegistry()
        let handler = registry.makeCounter(label: "a", dimensions: [])
        handler.increment(by: 5)
        handler.increment(by: -3)
        #expect(registry.text().contains("a_total 5\n"))
        handler.reset()
        #expect(registry.text().contains("a_total 0\n"))
    }

    @Test("a label with unbounded values is cut off, and that is counted")
    func cardinality() {
        let registry = PrometheusRegistry()
        for number in 0..<(PrometheusRegistry.maximumSeriesPerName + 7) {
            Counter(label: "a", dimensions: [("workspace", "\(number)")], factory: registry).increment()
        }
        let lines = registry.text().split(separator: "\n").filter { $0.hasPrefix("a_total") }
        #expect(lines.count == PrometheusRegistry.maximumSeriesPerName)
        #expect(registry.text().hasSuffix("\(PrometheusRegistry.droppedName) 7\n"))
    }

    @Test("a name used for two kinds keeps the first")
    func kinds() {
        let registry = PrometheusRegistry()
        Counter(label: "a_total", factory: registry).increment()
        Gauge(label: "a_total", factory: registry).record(9)
        #expect(registry.text().contains("a_total 1\n"))
        #expect(registry.text().contains("\(PrometheusRegistry.droppedName) 1\n"))
    }

    @Test("a destroyed metric is no longer written")
    func destroyed() {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "a", factory: registry)
        let gauge = Meter(label: "b", factory: registry)
        let timer = Timer(label: "c", factory: registry)
        let recorder = Gauge(label: "d", factory: registry)
        #expect(registry.text().split(separator: "\n").count > 20)
        counter.destroy()
        gauge.destroy()
        timer.destroy()
        recorder.destroy()
        #expect(
            registry.text() == "# TYPE \(PrometheusRegistry.droppedName) counter\n\(PrometheusRegistry.droppedName) 0\n"
        )
    }

    @Test("counts of many tasks add up")
    func concurrent() async {
        let registry = PrometheusRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        Counter(label: "a", factory: registry).increment()
                        Timer(label: "b", factory: registry).recordNanoseconds(1)
                    }
                }
            }
        }
        #expect(registry.text().contains("a_total 8000\n"))
        #expect(registry.text().contains("b_seconds_count 8000\n"))
    }
}
