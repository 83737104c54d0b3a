extension PostgresField {
    /// A `timestamptz` in microseconds since 1970, exactly as Postgres stores it.
    ///
    /// - Throws: `PostgresError` with code `decoding` when the value is NULL, infinite, before Christ or not a timestamp.
    package var microsecondsSince1970: Int64 {
        get throws(PostgresError) {
            guard let microseconds = TimestampText.microseconds(of: try text) else {
                throw PostgresError(.decoding, "column \(column) is not a timestamp")
            }
            return microseconds
        }
    }
}

/// Postgres' text form of `timestamptz` under `DateStyle` ISO: `2026-11-21 10:00:00.123456+00`.
///
/// The calendar arithmetic is the usual days-from-civil method on the proleptic Gregorian calendar, as in Postgres.
private enum TimestampText {
    private static let microsecondsPerSecond: Int64 = 1_000_000
    private static let secondsPerDay: Int64 = 86_400
    /// The years that this form covers: four digits, AD.
    private static let years: ClosedRange<Int64> = 1...9999

    /// Since 1970.
    static func microseconds(of text: String) -> Int64? {
        var scanner = Scanner(bytes: Array(text.utf8))
        guard let year = scanner.number(), scanner.take("-"), let month = scanner.number(), scanner.take("-"),
            let day = scanner.number(), scanner.take(" ") || scanner.take("T"), let hour = scanner.number(),
            scanner.take(":"), let minute = scanner.number(), scanner.take(":"), let second = scanner.number(),
            years.contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var micros: Int64 = 0
        if scanner.take(".") {
            guard let fraction = scanner.fraction() else { return nil }
            micros = fraction
        }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        let seconds = days(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second - offset
        return seconds * microsecondsPerSecond + micros
    }

    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        // The year before 1 March of year 1 is 0, so nothing is negative.
        let (era, yearOfEra) = shifted.quotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private struct Scanner {
        let bytes: [UInt8]
        var index = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { index == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        mutating func digit() -> Int64? {
            guard index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else {
                return nil
            }
            defer { index += 1 }
            return Int64(bytes[index] - UInt8(ascii: "0"))
        }

        /// An unsigned number of at most six digits, more than any part of a timestamp has.
        mutating func number() -> Int64? {
            var value: Int64?
            var count = 0
            while count < 6, let next = digit() {
                value = (value ?? 0) * 10 + next
                count += 1
            }
            return value
        }

        /// The digits after the decimal point as microseconds; there are at most six.
        mutating func fraction() -> Int64? {
            let start = index
            guard let value = number() else { return nil }
            return (0..<(6 - (index - start))).reduce(value) { scaled, _ in scaled * 10 }
        }

        /// `+hh`, `+hh:mm` or `+hh:mm:ss` in seconds east of Greenwich; `Z` as 0.
        mutating func offset() -> Int64? {
            if take("Z") { return 0 }
            let isEast = take("+")
            guard isEast || take("-"), var total = number().map({ $0 * 3600 }) else { return nil }
            var unit: Int64 = 60
            while unit > 0, take(":") {
                guard let part = number() else { return nil }
                total += part * unit
                unit /= 60
            }
            return isEast ? total : -total
        }
    }
}
