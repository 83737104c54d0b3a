import Foundation
import Testing
import Workspaces

@Suite("Times, durations and digests")
struct TimestampTests {
    private let moment = Timestamp(microseconds: 1_700_000_000_123_456)

    @Test("a time survives a round trip to the microsecond, as a plain number")
    func stored() throws {
        let json = try JSONEncoder().encode(moment)
        #expect(String(decoding: json, as: UTF8.self) == "1700000000123456")
        #expect(try JSONDecoder().decode(Timestamp.self, from: json) == moment)
    }

    @Test(
        "a text is RFC 3339 in UTC, truncated as requested",
        arguments: [
            (
                1_700_000_000_123_456,
                ["2023-11-14T22:13:20Z", "2023-11-14T22:13:20.123Z", "2023-11-14T22:13:20.123456Z"]
            ),
            (
                1_700_000_000_000_007,
                ["2023-11-14T22:13:20Z", "2023-11-14T22:13:20.000Z", "2023-11-14T22:13:20.000007Z"]
            ),
            (951_782_400_000_000, ["2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z", "2000-02-29T00:00:00Z"]),
            (
                253_402_300_800_000_000,
                ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999999Z"]
            ),
            (.min, ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z", "0000-01-01T00:00:00Z"]),
            (-1, ["1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999999Z"]),
        ] as [(Int64, [String])]
    )
    func text(microseconds: Int64, texts: [String]) {
        let moment = Timestamp(microseconds: microseconds)
        #expect([moment.text(), moment.text(.milliseconds), moment.text(.microseconds)] == texts)
    }

    @Test("every day of four centuries equals Foundation's result")
    func days() {
        for day in 0..<146_097 {
            let seconds = Int64(day - 36_525) * 86_400 + 86_399
            let told = Timestamp(microseconds: seconds * 1_000_000).text()
            guard told == Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601) else {
                Issue.record("\(seconds): \(told)")
                return
            }
        }
    }

    @Test("a duration added equals the difference", arguments: [0, 1, -1, 86_400_000_000] as [Int64])
    func arithmetic(microseconds: Int64) {
        let duration = Duration.microseconds(microseconds)
        #expect((moment + duration) - moment == duration)
        #expect((moment + duration).microseconds == moment.microseconds + microseconds)
        #expect((moment < moment + duration) == (microseconds > 0))
    }

    @Test("units are rounded towards zero")
    func units() {
        #expect(Duration.nanoseconds(1_999).microseconds == 1)
        #expect(Duration.nanoseconds(-1_999).microseconds == -1)
        #expect(Duration.microseconds(1_999).milliseconds == 1)
        #expect(Duration.seconds(3600).milliseconds == 3_600_000)
    }

    @Test("a digest is 64 hex digits in lower case")
    func digest() {
        let hex = String(repeating: "0f", count: 32)
        #expect(SHA256Digest(hex: hex)?.description == hex)
        #expect(SHA256Digest(hex: hex.uppercased())?.hex == hex)
        for text in ["", String(hex.dropLast()), hex + "0", "g" + hex.dropFirst(), "é" + hex.dropFirst(2)] {
            #expect(SHA256Digest(hex: text) == nil, "\(text)")
        }
    }

    @Test("service names are those of the contract")
    func services() {
        #expect(DeploymentType.allCases.map(\.rawValue) == ["cloud", "bare_metal"])
    }
}
