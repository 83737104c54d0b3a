/// A SHA-256 digest as 64 lower-case hex digits.
package struct SHA256Digest: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The 64 hex digits.
    package let hex: String

    /// Returns nil unless `hex` is 64 hex digits; upper case is converted.
    package init?(hex: String) {
        let folded = hex.lowercased()
        guard folded.utf8.count == 64,
            folded.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.hex = folded
    }

    /// The hex digits.
    package var description: String { hex }
}
