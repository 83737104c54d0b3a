/// What a name that people read may hold; ``Field/visibleName`` says the same as a regular expression.
enum VisibleText {
    /// As those of ``Field``: what reads as nothing.
    private static let blank: [ClosedRange<UInt32>] = [
        0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
    ]
    /// Marks of direction and other characters that are not seen.
    private static let deceptive: [ClosedRange<UInt32>] = [
        0x061C...0x061C, 0x180E...0x180E, 0x200B...0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F,
        0xFEFF...0xFEFF, 0xFFF9...0xFFFB,
    ]

    static func check(_ text: String, _ field: Field) throws(APIError) {
        guard !text.unicodeScalars.contains(where: { isIn(deceptive, $0) }) else {
            throw .field(field.name, "must not contain characters that are not seen or that turn the text around.")
        }
        guard !text.unicodeScalars.allSatisfy({ isIn(blank, $0) }) else {
            throw .field(field.name, "must not be blank.")
        }
    }

    private static func isIn(_ ranges: [ClosedRange<UInt32>], _ scalar: UnicodeScalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) }
    }
}
