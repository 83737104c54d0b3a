import Logging
import Telemetry

/// Starts swift-log once, in the configured format.
enum LoggingSetup {
    static func start(_ settings: Settings, level: Logger.Level = .info) -> Logger {
        let isJSON = settings.logsJSON
        LoggingSystem.bootstrap { label -> any LogHandler in
            if isJSON { return JSONLogHandler(label: label, level: level) }
            return TextLogHandler(label: label, level: level)
        }
        return Logger(label: "moorage")
    }

    /// For commands: only what went wrong.
    static func quiet(_ settings: Settings) -> Logger { start(settings, level: .error) }
}
