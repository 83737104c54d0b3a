/// The rules for a name for people; ``Field/visibleName`` states them as a regular expression.
enum VisibleText {
    /// Same as in ``Field``: characters that look like nothing.
    private static let blank: [ClosedRange<UInt32>] = [
        0x20...0x20, 0xA0...0xA0, 0x115F...0x1160, 0x1680...0x1680, 0x17B4...0x17B5, 0x2000...0x200A, 0x200C...0x200D,
        0x202F...0x202F, 0x205F...0x205F, 0x2800...0x2800, 0x3000...0x3000, 0x3164...0x3164, 0xFE00...0xFE0F,
        0xFFA0...0xFFA0,
    ]
    /// Direction marks and other invisible characters.
    private static let deceptive: [ClosedRange<UInt32>] = [
        0xAD...0xAD, 0x061C...0x061C, 0x180E...0x180E, 0x200B...0x200B, 0x200E...0x200F, 0x2028...0x202E,
        0x2060...0x206F,
        0xFEFF...0xFEFF, 0xFFF9...0xFFFB,
    ]

    /// Longer than any name of a field.
    private static let longestShown = 60

    static func check(_ text: String, _ field: Field) throws(APIError) {
        guard !text.unicodeScalars.contains(where: { isIn(deceptive, $0) }) else {
            throw .field(field.name, "must not contain characters that are invisible or change the text direction.")
        }
        guard !text.unicodeScalars.allSatisfy({ isIn(blank, $0) }) else {
            throw .field(field.name, "must not be blank.")
        }
    }

    /// A name that is safe to quote in our sentences, whatever it contains.
    static func shown(_ name: String) -> String {
        let scalars = name.unicodeScalars.prefix(longestShown).map { scalar in
            isIn(deceptive, scalar) || scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func isIn(_ ranges: [ClosedRange<UInt32>], _ scalar: UnicodeScalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) }
    }
}
