import ArgumentParser
import CommandOutput
import Database
import Foundation
import Logging
import Orchestrator
import Telemetry
import Workspaces

/// `moorage sweep`
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Finds resources without a live workspace, and removes those that Moorage recorded.",
        discussion: """
            It leaves findings that have been seen for less than ten minutes, and unrecorded ones: read the report, then remove them with --remove. It never checks anything that has neither Moorage's name nor its tag.
            """
    )

    @OptionGroup var options: SettingsOptions
    @Flag(help: "Only report.") var dryRun = false
    @Flag(help: "Remove every finding immediately, recorded or not.") var remove = false
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard !(dryRun && remove) else { throw ValidationError("Give either --dry-run or --remove.") }
    }

    func run() async throws {
        try await CommandContext.with(options) { context in
            let daemon = try await context.daemon()
            let mode: SweepMode = dryRun ? .dryRun : remove ? .removeAll : .removeRecorded
            let report = try await daemon.sweeper().sweep(mode)
            if json { try Terminal.json(report.entries.map(Row.init)) } else { Self.show(report) }
            for line in report.unseen { Terminal.error("Not looked at: \(Terminal.plain(line))") }
            let failures = report.entries.compactMap(\.failure)
            guard failures.isEmpty, report.unseen.isEmpty else {
                throw CommandFailure(
                    "The sweep is incomplete: \(report.unseen.count) places not checked, \(failures.count) removals failed."
                )
            }
        }
    }

    /// A finding, with the names of the API's `Finding`, and what this sweep did with it.
    private struct Row: Encodable {
        let kind: SweepFinding.Kind
        let place: String
        let externalID: String
        let name: String
        let workspaceID: String?
        let isRecorded: Bool
        let monthlyCost: String
        let seenForSeconds: Int64
        let isRemoved: Bool
        let failure: String?

        init(_ entry: SweepReport.Entry) {
            kind = entry.finding.kind
            place = entry.finding.place
            externalID = entry.finding.externalID
            name = entry.finding.name
            workspaceID = entry.finding.workspaceID
            isRecorded = entry.finding.isRecorded
            // Hourly prices are capped at 672 hours a month.
            monthlyCost = String(format: "%.2f", Double(entry.finding.hourlyCostMicros) * 672 / 1_000_000)
            seenForSeconds = entry.seenFor.milliseconds / 1000
            isRemoved = entry.isRemoved
            failure = entry.failure
        }

        private enum CodingKeys: String, CodingKey {
            case kind
            case place
            case externalID = "external_id"
            case name
            case workspaceID = "workspace_id"
            case isRecorded = "recorded"
            case monthlyCost = "monthly_cost"
            case seenForSeconds = "seen_for_seconds"
            case isRemoved = "removed"
            case failure
        }
    }

    private static func show(_ report: SweepReport) {
        guard !report.entries.isEmpty else {
            let isAll = report.unseen.isEmpty
            return Terminal.line(
                isAll
                    ? "Everything belongs to a live workspace."
                    : "Nothing is left over in the places that could be checked."
            )
        }
        var table = Table("KIND", "PLACE", "ID", "NAME", "RECORDED", "AGE", "USD/HOUR", "ACTION")
        let now = Date().timeIntervalSince1970
        for entry in report.entries {
            let finding = entry.finding
            let age = finding.madeAt.map { now - Double($0.microseconds) / 1_000_000 }
            table.append(
                finding.kind.rawValue,
                finding.place,
                finding.externalID,
                finding.name,
                finding.isRecorded ? "yes" : "no",
                age.map { "\(Int($0 / 60)) min" } ?? "-",
                String(format: "%.5f", Double(finding.hourlyCostMicros) / 1_000_000),
                entry.failure.map { "failed: \($0)" } ?? (entry.isRemoved ? "removed" : "left")
            )
        }
        table.lines.forEach(Terminal.line)
    }
}
