import Foundation
import Testing
import Workspaces

@Suite("Reading JSON")
struct JSONReaderTests {
    private func read(_ text: String, deepest: Int = 32) -> JSONValue? {
        JSONValue(parsing: Array(text.utf8), deepest: deepest)
    }

    private static let texts = [
        "null", "true", "false", "0", "-0", "-1", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
        "1.5", "-0.25e-3", "1E3", "1e+2", "2.0", "1e400", "\"\"", "\"é🚢\"", #""\u00e9\ud83d\udea2\/\b\f\n\r\t\\\"""#,
        "[]", "[1, [2,\t{\"a\": null}]]", "{}", " {\"otp\" : \"A7F2D8\"}\r\n", #"{"a":{"b":[true,false]},"":0}"#,
        // No JSON.
        "", " ", "nul", "truee", "01", "-", "1.", ".5", "1e", "+1", "0x10", "NaN", "Infinity", "'a'", "\"", "\"\u{1}\"",
        "\"\n\"", #""\x""#, #""\u12g4""#, #""\ud83d""#, #""\ud83dx""#, #""\udea2""#, #""\ud83d\u0041""#, "[,1]",
        "[1 2]", "[1", "{\"a\"}", "{\"a\":}", "{a:1}", "{1:1}", "{\"a\":1", "1 2", "[]]", "/**/1",
    ]

    @Test("reads what Foundation's decoder reads, and refuses what it refuses", arguments: texts)
    func agrees(text: String) {
        let decoded = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(read(text) == decoded)
    }

    @Test(
        "texts that Foundation's decoder accepts against the standard are refused",
        arguments: ["[1,]", "{\"a\":1,}", "\u{FEFF}1"]
    )
    func strict(text: String) { #expect(read(text) == nil) }

    @Test("a repeated name is refused if the reader is strict; otherwise the last value counts")
    func twice() {
        let bytes = Array(#"{"a":{"b":1,"\u0062":2}}"#.utf8)
        #expect(JSONValue(parsing: bytes, deepest: 8) == .object(["a": .object(["b": 2])]))
        let failure = #expect(throws: JSONFailure.self) { try JSONValue.strict(bytes, deepest: 8) }
        #expect(failure?.reason == .repeatedName("b"))
    }

    @Test(
        "the member with a number that is not stored exactly is reported",
        arguments: [
            ("18446744073709551615", false), ("12345678901234567.123", false), ("0.123456789012345678", false),
            ("9223372036854775807", true), ("-9223372036854775808", true), ("1e300", true),
            ("100000000000000000000", true), ("0.1", true), ("12345678901.250000000000", true),
            ("-0.00001234567", true),
        ]
    )
    func numbers(text: String, isKept: Bool) throws {
        let read = try JSONValue.strict(Array(#"{"a":[{"b":\#(text)}],"c":1}"#.utf8), deepest: 8)
        #expect(read.inexactMembers == (isKept ? [] : ["a"]))
    }

    @Test("a failure reports the problem and its place")
    func failures() {
        let cases: [(String, JSONFailure)] = [
            (#"{"a":tru}"#, JSONFailure(reason: .syntax, byte: 8, member: "a")),
            ("[[1]]", JSONFailure(reason: .depth, byte: 1)),
            ("[1e999]", JSONFailure(reason: .number, byte: 6)),
        ]
        for (text, expected) in cases {
            let failure = #expect(throws: JSONFailure.self, "\(text)") {
                try JSONValue.strict(Array(text.utf8), deepest: 1)
            }
            #expect(failure == expected, "\(text)")
        }
    }

    @Test("a text that is truncated anywhere is refused")
    func cut() {
        let text = #"{"a": [1.5e3, "x\u00e9", true, null], "b": {"c": -1}}"#
        for length in 0..<text.utf8.count {
            #expect(JSONValue(parsing: Array(text.utf8.prefix(length)), deepest: 32) == nil)
        }
        #expect(read(text) != nil)
    }

    @Test("deeper nesting than allowed is refused, and the allowed depth is read")
    func depth() {
        #expect(read(String(repeating: "[", count: 3) + String(repeating: "]", count: 3), deepest: 3) != nil)
        #expect(read(String(repeating: "[", count: 4) + String(repeating: "]", count: 4), deepest: 3) == nil)
        #expect(read(String(repeating: "{\"a\":", count: 100_000)) == nil)
    }
}
