import CommandOutput
import Database
import Foundation
import Orchestrator
import Workspaces

/// Prints log rows: coloured on a terminal, with a progress line under them while following.
struct LogPrinter {
    let isJSON: Bool
    let showsDebug: Bool
    /// Put before each row, for several logs at once.
    var prefix = ""

    func print(_ entry: ProvisioningLogEntry) throws {
        if isJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Terminal.line(String(decoding: try encoder.encode(entry), as: UTF8.self))
        }
        guard showsDebug || entry.level != LogLine.Level.debug.rawValue else { return }
        clearProgress()
        let level = entry.level.padding(toLength: 7, withPad: " ", startingAt: 0)
        let number = String(entry.number)
        let padding = String(repeating: " ", count: max(0, 4 - number.count))
        let time = entry.timestamp.dropFirst(11).dropLast(1)
        Terminal.line(
            "\(prefix)\(padding)\(number)  \(time)  \(colour(entry.level, level))  \(Terminal.plain(entry.message))\(duration(entry))"
        )
    }

    private func duration(_ entry: ProvisioningLogEntry) -> String {
        guard case .object(let data) = entry.data, case .integer(let milliseconds)? = data["duration_ms"],
            milliseconds >= 100
        else { return "" }
        return " (\(Double(milliseconds / 100) / 10) s)"
    }

    private func colour(_ level: String, _ text: String) -> String {
        guard Terminal.isTerminal else { return text }
        return switch level {
        case "error": "\u{1B}[31m\(text)\u{1B}[0m"
        case "warning": "\u{1B}[33m\(text)\u{1B}[0m"
        case "debug": "\u{1B}[2m\(text)\u{1B}[0m"
        default: "\u{1B}[32m\(text)\u{1B}[0m"
        }
    }

    /// Step n of m and what is waited for, on one line that the next row replaces.
    func showProgress(_ summary: WorkspaceSummary?) {
        guard Terminal.isTerminal, !isJSON, let summary, let kind = summary.operation, let step = summary.step,
            let type = DeploymentType(rawValue: summary.deploymentType)
        else { return }
        let place = kind.place(of: step, on: type)
        let position = place.map { "step \($0.number) of \($0.count), " } ?? ""
        let since = summary.waitingOn.map { Date().timeIntervalSince1970 - Double($0.since.microseconds) / 1_000_000 }
        let elapsed = since.map { " for \(Int(max($0, 0))) s" } ?? ""
        let text = "\(position)\(step.rawValue)\(elapsed)"
        FileHandle.standardOutput.write(Data("\r\u{1B}[K\u{1B}[2m\(text)\u{1B}[0m".utf8))
    }

    /// Takes the progress line away.
    func clearProgress() {
        guard Terminal.isTerminal, !isJSON else { return }
        FileHandle.standardOutput.write(Data("\r\u{1B}[K".utf8))
    }
}
