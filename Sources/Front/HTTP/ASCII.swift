extension UInt8 {
    var isASCIIDigit: Bool { (0x30...0x39).contains(self) }

    /// The characters of slugs.
    var isASCIILowercaseOrDigit: Bool { (0x61...0x7A).contains(self) || isASCIIDigit }

    var isASCIILetterOrDigit: Bool { (0x41...0x5A).contains(self) || isASCIILowercaseOrDigit }
}

extension Int64 {
    /// Returns nil unless the text has only digits: no sign, no space.
    init?(digits text: String) {
        guard text.utf8.allSatisfy(\.isASCIIDigit) else { return nil }
        self.init(text)
    }
}
