import Postgres
import Testing

@Suite("Values arrive unchanged", .timeLimit(.minutes(15)))
struct ValueRoundTripTests {
    struct Number: RawRepresentable, Hashable, PostgresCodable {
        let rawValue: Int64
    }

    enum State: String, CaseIterable, PostgresCodable {
        case running
        case stopped
    }

    struct Document: Codable, Hashable, Sendable {
        var name: String
        var ports: [Int]
        var inner: [String: Bool?]
    }

    /// Sends a value, has the server store it as `type`, and reads it back.
    private func roundTrip<Value: PostgresCodable & Equatable>(_ values: [Value], as type: String) async throws {
        let connection = try await TestDatabase.connect()
        for value in values {
            let rows = try await connection.query(
                "SELECT \(value)::\(unescaped: type), pg_typeof(\(value)::\(unescaped: type))::text"
            )
            let (received, typeName) = try rows.decodeOnly((Value, String).self)
            #expect(received == value)
            #expect(typeName == type)
        }
        await connection.close()
    }

    private func roundTrip<Element: PostgresCodable & Equatable>(arrays: [[Element]], as type: String) async throws {
        let connection = try await TestDatabase.connect()
        for array in arrays {
            let rows = try await connection.query("SELECT \(array)::\(unescaped: type)")
            #expect(try rows.decodeOnly([Element].self) == array)
        }
        await connection.close()
    }

    @Test func booleans() async throws { try await roundTrip([true, false], as: "boolean") }

    @Test func integers() async throws {
        try await roundTrip([Int.min, -1, 0, 1, Int.max], as: "bigint")
        try await roundTrip([Int64.min, 0, Int64.max], as: "bigint")
        try await roundTrip([Int32.min, 0, Int32.max], as: "integer")
        try await roundTrip([Int16.min, 0, Int16.max], as: "smallint")
    }

    @Test func doubles() async throws {
        let values = [0, -0.0, 0.1, .pi, 1e-300, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity]
        try await roundTrip(values, as: "double precision")
        let connection = try await TestDatabase.connect()
        #expect(try await connection.query("SELECT \(Double.nan)::float8").decodeOnly(Double.self).isNaN)
    }

    @Test func texts() async throws {
        let values = ["", "O'Reilly", "\"\\\n\t{{ $1 }}", "ärger 🚢 \u{200D}", String(repeating: "x", count: 5_000_000)]
        try await roundTrip(values, as: "text")
    }

    @Test func bytes() async throws {
        let connection = try await TestDatabase.connect()
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for value in [[], [0], Array(0...255), large] {
            let (received, length) = try await connection.query("SELECT \(value), length(\(value))")
                .decodeOnly(([UInt8], Int).self)
            #expect(received == value)
            #expect(length == value.count)
        }
    }

    @Test(arguments: [
        ("0001-01-01 00:00:00+00", -62_135_596_800_000_000), ("1969-12-31 23:59:59.999999+00", -1),
        ("1970-01-01 00:00:00+00", 0), ("2000-02-29 00:00:00+00", 951_782_400_000_000),
        ("2024-02-29 08:00:00.000001+00", 1_709_193_600_000_001),
        ("9999-12-31 23:59:59.999999+00", 253_402_300_799_999_999),
    ])
    func timestampsAreExact(text: String, microseconds: Int) async throws {
        let connection = try await TestDatabase.connect()
        let rows = try await connection.query(
            "SELECT t, (extract(epoch FROM t) * 1000000)::bigint FROM (SELECT \(text)::timestamptz) AS s(t)"
        )
        #expect(try Int(postgres: rows[0][1]) == microseconds)
        #expect(try Int(rows[0][0].microsecondsSince1970) == microseconds)
    }

    @Test func timestampsMeanTheSameInEveryZone() async throws {
        let connection = try await TestDatabase.connect()
        // East and west, with offsets that are not whole hours.
        for zone in ["Asia/Kathmandu", "America/St_Johns"] {
            try await connection.execute("SET TimeZone = '\(zone)'")
            let rows = try await connection.query("SELECT to_timestamp(1795252800.25)")
            #expect(try rows[0][0].microsecondsSince1970 == 1_795_252_800_250_000)
        }
    }

    @Test(arguments: ["infinity", "-infinity", "2000-01-01 00:00:00+00 BC"])
    func timestampsOutOfReachAreRefused(text: String) async throws {
        let connection = try await TestDatabase.connect()
        let rows = try await connection.query("SELECT \(text)::timestamptz")
        await expectError(.decoding) { _ = try rows[0][0].microsecondsSince1970 }
    }

    @Test func identifiers() async throws {
        try await roundTrip([Number(rawValue: 7), Number(rawValue: .max)], as: "bigint")
        try await roundTrip(State.allCases, as: "text")
    }

    @Test func rawValuesThatAreNoneAreRefused() async throws {
        let connection = try await TestDatabase.connect()
        let rows = try await connection.query("SELECT 'sinking'")
        let error = await expectError(.decoding) { _ = try rows.decodeOnly(State.self) }
        #expect(error?.description.contains("sinking") == false)
    }

    @Test func durationsBecomeIntervals() async throws {
        let connection = try await TestDatabase.connect()
        for (duration, seconds) in [
            (Duration.milliseconds(1500), 1.5), (.seconds(-90), -90), (.microseconds(-1), -0.000001),
        ] {
            let received = try await connection.query("SELECT extract(epoch FROM \(duration)::interval)::float8")
                .decodeOnly(Double.self)
            #expect(received == seconds)
        }
    }

    @Test func arrays() async throws {
        try await roundTrip(arrays: [[], [1, -2, .max]] as [[Int64]], as: "bigint[]")
        try await roundTrip(arrays: [[true, false]], as: "boolean[]")
        try await roundTrip(arrays: [["", "NULL", "a,b", "{}", "\"quoted\\\"", "ä🚢\n"]], as: "text[]")
        try await roundTrip(arrays: [[Number(rawValue: 1), Number(rawValue: 2)]], as: "bigint[]")
    }

    @Test func arraysWithNulls() async throws {
        let connection = try await TestDatabase.connect()
        let values: [String?] = ["a", nil, "NULL", nil]
        let (received, nulls) = try await connection.query(
            "SELECT \(values)::text[], (SELECT count(*) FROM unnest(\(values)::text[]) AS v WHERE v IS NULL)"
        ).decodeOnly(([String?], Int).self)
        #expect(received == values)
        #expect(nulls == 2)
    }

    @Test func arraysFitAnyOf() async throws {
        let connection = try await TestDatabase.connect()
        let wanted = [Number(rawValue: 2), Number(rawValue: 4)]
        let found = try await connection.query(
            "SELECT n FROM generate_series(1, 5) AS n WHERE n = ANY(\(wanted)) ORDER BY n"
        ).decode(Int.self)
        #expect(found == [2, 4])
    }

    @Test func optionals() async throws {
        let connection = try await TestDatabase.connect()
        let absent: Int? = nil
        let (first, second, third) = try await connection.query(
            "SELECT \(absent)::int, \(Int?.some(3))::int, NULL::text[]"
        )
        .decodeOnly((Int?, Int?, [String]?).self)
        #expect(first == nil)
        #expect(second == 3)
        #expect(third == nil)
    }

    @Test(arguments: ["json", "jsonb"])
    func documents(type: String) async throws {
        let document = Document(
            name: "quote \" and / and 🚢",
            ports: [8550, 6929],
            inner: ["a": true, "b": nil]
        )
        let connection = try await TestDatabase.connect()
        let received = try await connection.query("SELECT \(PostgresJSON(document))::\(unescaped: type)")
            .decodeOnly(PostgresJSON<Document>.self)
        #expect(received.value == document)
    }

    @Test func documentsOfAnotherShapeAreRefusedWithThePath() async throws {
        let connection = try await TestDatabase.connect()
        let rows = try await connection.query(#"SELECT '{"name": "n", "ports": [1, "s3cret"], "inner": {}}'"#)
        let error = await expectError(.decoding) { _ = try rows.decodeOnly(PostgresJSON<Document>.self) }
        #expect(error?.description.contains("ports.1") == true)
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test func anyTypeIsAText() async throws {
        let connection = try await TestDatabase.connect()
        let texts = try await connection.query("SELECT 12.50::numeric(10,2), '10.0.0.1'::inet, 'x'::char(3), 7")
            .decodeOnly((String, String, String, String).self)
        #expect(texts == ("12.50", "10.0.0.1", "x  ", "7"))
    }
}
