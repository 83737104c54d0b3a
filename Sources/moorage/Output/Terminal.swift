import Foundation
import Workspaces

/// Where commands print.
enum Terminal {
    /// Whether standard output is a terminal: only then there is colour.
    static let isTerminal = isatty(STDOUT_FILENO) == 1

    /// Prints a line.
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Prints a line on standard error.
    static func error(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Prints a value as JSON.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        line(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Text on one line, without what moves the cursor or turns the text around: names and messages come from others.
    static func plain(_ text: String) -> String {
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
