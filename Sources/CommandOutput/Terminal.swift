import Foundation
import Workspaces

/// The output of commands.
package enum Terminal {
    /// Whether standard output is a terminal: only then there is colour.
    package static let isTerminal = isatty(STDOUT_FILENO) == 1

    /// Prints a line.
    package static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Prints a line on standard error.
    package static func error(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Prints a value as JSON.
    package static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Uses the record's wire form, which writes absent values as `null`.
        let written = JSONValue(parsing: try RecordEncoder.bytes(value), deepest: 64) ?? .null
        line(String(decoding: try encoder.encode(written), as: UTF8.self))
    }

    /// Text on one line, without characters that move the cursor or change the text direction, because names and
    /// messages come from others.
    package static func plain(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !scalar.turnsText {
            if !scalar.properties.isControl {
                plain.append(scalar)
            } else if scalar == "\n" || scalar == "\t" {
                plain.append(" ")
            }
        }
        return String(plain)
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isControl: Bool { generalCategory == .control }
}

/// Columns of text, aligned.
package struct Table {
    private var rows: [[String]]

    package init(_ header: String...) { rows = [header] }

    package mutating func append(_ cells: String...) {
        rows.append(cells.map { Terminal.plain($0) })
    }

    /// The table's lines.
    package var lines: [String] {
        let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return cells.joined(separator: "  ").trimmingSuffix { $0 == " " }
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return String(rest)
    }
}
