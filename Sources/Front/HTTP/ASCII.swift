extension UInt8 {
    var isASCIIDigit: Bool { (0x30...0x39).contains(self) }

    /// What slugs are made of.
    var isASCIILowercaseOrDigit: Bool { (0x61...0x7A).contains(self) || isASCIIDigit }

    var isASCIILetterOrDigit: Bool { (0x41...0x5A).contains(self) || isASCIILowercaseOrDigit }
}

extension Int64 {
    /// Returns nil unless the text is digits alone: no sign, no space.
    init?(digits text: String) {
        guard text.utf8.allSatisfy(\.isASCIIDigit) else { return nil }
        self.init(text)
    }
}
