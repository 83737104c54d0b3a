extension Timestamp {
    /// The precision of the seconds in a text.
    package enum Precision: Hashable, Sendable {
        /// Nothing.
        case seconds
        /// Three digits.
        case milliseconds
        /// Six digits, omitted if all are zero.
        case microseconds
    }

    /// The years that RFC 3339 can express.
    private static let sayable: ClosedRange<Int64> = -62_167_219_200_000_000...253_402_300_799_999_999

    /// In RFC 3339, in UTC; finer digits are truncated. A time outside the years 0 to 9999 becomes the nearest one
    /// within.
    package func text(_ precision: Precision = .seconds) -> String {
        // With our own arithmetic: a list has hundreds of these, and Foundation takes a microsecond for each.
        let (second, fraction) = Self.divide(
            min(max(microseconds, Self.sayable.lowerBound), Self.sayable.upperBound),
            by: 1_000_000
        )
        let (day, secondOfDay) = Self.divide(second, by: 86_400)
        let date = Self.date(ofDay: day)
        var text = Array("0000-00-00T00:00:00Z".utf8)
        Self.set(date.year, endingAt: 3, in: &text)
        Self.set(date.month, endingAt: 6, in: &text)
        Self.set(date.day, endingAt: 9, in: &text)
        Self.set(secondOfDay / 3600, endingAt: 12, in: &text)
        Self.set(secondOfDay / 60 % 60, endingAt: 15, in: &text)
        Self.set(secondOfDay % 60, endingAt: 18, in: &text)
        switch precision {
        case .milliseconds:
            text.replaceSubrange(19..., with: ".000Z".utf8)
            Self.set(fraction / 1000, endingAt: 22, in: &text)
        case .microseconds where fraction > 0:
            text.replaceSubrange(19..., with: ".000000Z".utf8)
            Self.set(fraction, endingAt: 25, in: &text)
        case .seconds, .microseconds: break
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads RFC 3339 in UTC (with `Z`), with at most six fractional digits; nil for anything else.
    package init?(text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            range.reduce(0 as Int64?) { number, index in
                let digit = Int64(bytes[index]) - 0x30
                return (0...9).contains(digit) ? number.map { $0 * 10 + digit } : nil
            }
        }
        let signs: [(Int, Unicode.Scalar)] = [
            (4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (bytes.count - 1, "Z"),
        ]
        guard (20...27).contains(bytes.count), bytes.count != 21,
            signs.allSatisfy({ bytes[$0] == UInt8(ascii: $1) }), bytes.count == 20 || bytes[19] == UInt8(ascii: "."),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60,
            let fraction = bytes.count == 20 ? 0 : number(20..<bytes.count - 1)
        else { return nil }
        let scale = (0..<(max(bytes.count, 21) - 21)).reduce(1_000_000 as Int64) { scale, _ in scale / 10 }
        let days = Self.day(year: year, month: month, day: day)
        self.init(
            microseconds: ((days * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + fraction * scale
        )
    }

    /// The day since 1970 of a date in the Gregorian calendar; the inverse of ``date(ofDay:)``.
    private static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (era, yearOfEra) = divide(month > 2 ? year : year - 1, by: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func set(_ number: Int64, endingAt end: Int, in text: inout [UInt8]) {
        var (rest, index) = (number, end)
        while rest > 0 {
            text[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            (rest, index) = (rest / 10, index - 1)
        }
    }

    /// The date of a day since 1970 in the Gregorian calendar, counted from 1 March, so that leap days come last.
    private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = divide(day + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let isNextYear = month >= 10
        return (
            era * 400 + yearOfEra + (isNextYear ? 1 : 0), isNextYear ? month - 9 : month + 3,
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }

    /// Rounded towards minus infinity, with the remainder from 0.
    private static func divide(_ number: Int64, by divisor: Int64) -> (Int64, Int64) {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}
