import CommandOutput
import Foundation
import Workspaces

/// Prints log rows: coloured on a terminal, with a progress line under them while following.
struct LogPrinter {
    let isJSON: Bool
    let showsDebug: Bool
    /// The prefix of each row, for several logs at once.
    var prefix = ""

    func print(_ row: LogRow) throws {
        if isJSON {
            return Terminal.line(String(decoding: try RecordEncoder.bytes(row), as: UTF8.self))
        }
        guard showsDebug || row.level != LogLine.Level.debug.rawValue else { return }
        clearProgress()
        let level = row.level.padding(toLength: 7, withPad: " ", startingAt: 0)
        let number = String(row.number)
        let padding = String(repeating: " ", count: max(0, 4 - number.count))
        let time = (row.timestamp?.text(.milliseconds) ?? "").dropFirst(11).dropLast(1)
        Terminal.line(
            "\(prefix)\(padding)\(number)  \(time)  \(colour(row.level, level))  \(Terminal.plain(row.message))\(duration(row))"
        )
    }

    private func duration(_ row: LogRow) -> String {
        guard case .object(let data) = row.data, case .integer(let milliseconds)? = data["duration_ms"],
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

    /// Step n of m and what it waits for, on one line that the next row replaces.
    func showProgress(_ workspace: Workspace?) {
        guard Terminal.isTerminal, !isJSON, let operation = workspace?.operation else { return }
        var position = ""
        if let number = operation.stepNumber, let count = operation.stepCount {
            position = "step \(number) of \(count), "
        }
        let since = operation.waitingOn.map {
            Date().timeIntervalSince1970 - Double($0.since.microseconds) / 1_000_000
        }
        let elapsed = since.map { " for \(Int(max($0, 0))) s" } ?? ""
        let text = "\(position)\(Terminal.plain(operation.step.description))\(elapsed)"
        FileHandle.standardOutput.write(Data("\r\u{1B}[K\u{1B}[2m\(text)\u{1B}[0m".utf8))
    }

    /// Removes the progress line.
    func clearProgress() {
        guard Terminal.isTerminal, !isJSON else { return }
        FileHandle.standardOutput.write(Data("\r\u{1B}[K".utf8))
    }
}
