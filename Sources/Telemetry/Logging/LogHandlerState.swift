internal import FoundationEssentials
internal import Logging

/// What both log handlers keep.
struct LogHandlerState: Sendable {
    let label: String
    let output: LogOutput
    let redactor: LogRedactor
    /// Injected, so that a test knows the time of a line.
    let now: @Sendable () -> Date
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
}
