/// Whether texts are addresses.
enum InternetAddress {
    static func isVersion4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard let number = UInt8(part) else { return false }
                return String(number) == part
            }
    }

    static func isVersion6(_ text: String) -> Bool {
        let halves = text.components(separatedByTwoColons: ())
        guard halves.count <= 2 else { return false }
        let groups = halves.map { $0.isEmpty ? [] : $0.split(separator: ":", omittingEmptySubsequences: false) }
        let count = groups.reduce(0) { $0 + $1.count }
        let isComplete = halves.count == 2 ? count <= 7 : count == 8
        return isComplete
            && groups.joined().allSatisfy { (1...4).contains($0.utf8.count) && UInt16($0, radix: 16) != nil }
    }

    /// An address of either version, with or without the length of a prefix.
    static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isVersion4 = isVersion4(parts[0])
        guard isVersion4 || isVersion6(parts[0]) else { return false }
        guard parts.count == 2 else { return true }
        return Int(parts[1]).map { (0...(isVersion4 ? 32 : 128)).contains($0) } ?? false
    }
}

extension String {
    /// The parts before and after each `::`.
    fileprivate func components(separatedByTwoColons _: Void) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: "::") {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
