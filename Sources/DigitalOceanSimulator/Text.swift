import FoundationEssentials
import Workspaces

extension JSONValue {
    /// A value of an object's field; nil when it is absent or when this is not an object.
    subscript(key: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields[key]
    }

    static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }

    static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }

    static func optional(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

    static func optional(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }

    /// A time as the API writes it: ISO 8601 in UTC, to the second.
    static func time(_ date: Date) -> JSONValue { .string(date.formatted(.iso8601)) }
}

/// Which bytes names may contain.
enum Characters {
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// Percent-encodes texts for URLs.
enum PercentEncoding {
    private static let percent = UInt8(ascii: "%")

    /// Escapes everything except RFC 3986's unreserved characters.
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            if Characters.isLetterOrDigit(byte) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) {
                return String(UnicodeScalar(byte))
            }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" + digits : digits)
        }.joined()
    }

    /// The decoded text; nil if an escape is broken or the bytes are not UTF-8.
    static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == percent else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let digits = String(rest.prefix(2)), let value = UInt8(digits, radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// Checks whether texts are addresses.
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

    /// An address of either version, with or without a prefix length.
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
