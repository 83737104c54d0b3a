/// IPv6 addresses as texts: one address has many spellings.
enum DigitalOceanIPv6 {
    /// The eight groups of an address; nil when the text is none. An embedded IPv4 address is not understood: the API
    /// gives none.
    static func groups(_ text: some StringProtocol) -> [UInt16]? {
        let text = String(text)
        guard let gap = text.firstRange(of: "::") else {
            let groups = parse(text)
            return groups?.count == 8 ? groups : nil
        }
        let tail = String(text[gap.upperBound...])
        guard !tail.contains("::"), let front = parse(String(text[..<gap.lowerBound])), let back = parse(tail),
            front.count + back.count < 8
        else { return nil }
        return front + Array(repeating: 0, count: 8 - front.count - back.count) + back
    }

    private static func parse(_ text: String) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard (1...4).contains(part.utf8.count), !part.hasPrefix("+"), let group = UInt16(part, radix: 16) else {
                return nil
            }
            groups.append(group)
        }
        return groups
    }
}
