import Logging
import Telemetry

/// The demo's own words are on standard output; only what goes wrong beneath is logged.
enum DemoLogHandler {
    static func make(_ label: String) -> any LogHandler {
        LineLogHandler(label: label, format: .text, level: .error)
    }
}
