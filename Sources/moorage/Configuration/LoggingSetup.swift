import Logging
import Telemetry

/// Starts swift-log once, in the configured format.
enum LoggingSetup {
    static func start(_ settings: Settings, level: Logger.Level = .info) -> Logger {
        LoggingSystem.bootstrap { LineLogHandler(label: $0, format: settings.logFormat, level: level) }
        return Logger(label: "moorage")
    }

    /// For commands: only failures.
    static func quiet(_ settings: Settings) -> Logger { start(settings, level: .error) }
}
