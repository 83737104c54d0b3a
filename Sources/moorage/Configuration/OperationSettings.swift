import Database
import Orchestrator

/// How many operations run concurrently.
struct OperationSettings: Sendable {
    /// In this daemon.
    let perDaemon: Int
    /// In all daemons.
    let claims: ClaimLimits

    init(_ reader: SettingsReader) throws {
        perDaemon =
            try reader.number("moorage.max.operations", 1...10_000) ?? OrchestratorLimits().concurrentOperations
        claims = ClaimLimits(
            perOwner: try reader.number("moorage.max.operations.per.owner", 1...10_000) ?? ClaimLimits.usualPerOwner,
            perHost: try reader.number("moorage.max.operations.per.host", 1...1000) ?? ClaimLimits.usualPerHost,
            cloud: try reader.number("moorage.max.operations.cloud", 1...10_000) ?? ClaimLimits.usualCloud
        )
    }
}
