import Foundation
import Testing
import Workspaces

@Suite("JSON values")
struct JSONValueTests {
    private func decode(_ text: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    private func roundTrip(_ value: JSONValue) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: try JSONEncoder().encode(value))
    }

    @Test(
        "each value survives a round trip",
        arguments: [
            .null, true, false, 0, 1, -1, .integer(.max), .integer(.min), 9_007_199_254_740_993, .double(1.5),
            .double(-0.25), "", "text", "\u{0}\u{1F}\"\\/é🚢", .array([]), .object([:]),
            .array([1, "1", .null, .array([.double(0.5)])]), .object(["a": .object(["b": .array([true])]), "": .null]),
        ] as [JSONValue]
    )
    func roundTrips(value: JSONValue) throws {
        #expect(try roundTrip(value) == value)
    }

    @Test("a whole number does not become a truth value, or the reverse")
    func kinds() throws {
        #expect(try decode("1") == 1)
        #expect(try decode("0") == 0)
        #expect(try decode("true") == true)
        #expect(try decode("\"1\"") == "1")
        #expect(try decode("null") == .null)
        #expect(try decode("1.5") == .double(1.5))
    }

    @Test("a number beyond 64 bits is still a number")
    func large() throws {
        #expect(try decode("9223372036854775807") == .integer(.max))
        #expect(try decode("9223372036854775808") == .double(9_223_372_036_854_775_808))
        #expect(try decode("1e300") == .double(1e300))
    }
}
