internal import Workspaces

/// Reads what ``HostFactsScript`` printed. Lenient: a line that it does not know or cannot read is left out, and a
/// missing fact is empty or zero, which no requirement accepts.
enum HostFactsParser {
    /// More listeners are not kept: 1,000 workspaces with five ports each would not fit a host.
    private static let maximumListeners = 4096
    private static let maximumValueLength = 256
    /// A pebibyte in KiB, and more processors than any machine has: reckoning with a host's number cannot overflow.
    private static let maximumNumber = 1 << 40
    private static let maximumProcessors = 1 << 16

    /// Nil when the output is not the script's, or was cut off before its end.
    static func parse(_ output: [UInt8]) -> HostFacts? {
        var values: [Substring: Substring] = [:]
        var listeners: [HostFacts.Listener] = []
        let text = String(decoding: output, as: UTF8.self)
        for line in text.split(separator: "\n") {
            if line.hasPrefix("listener\t") || line.hasPrefix("socket ") {
                guard listeners.count < maximumListeners, let listener = listener(line) else { continue }
                listeners.append(listener)
            } else if let space = line.firstIndex(of: " ") {
                values[line[..<space]] = line[line.index(after: space)...]
            }
        }
        guard values["end"] == "end" else { return nil }
        return facts(values, listeners)
    }

    private static func facts(_ values: [Substring: Substring], _ listeners: [HostFacts.Listener]) -> HostFacts {
        func text(_ key: Substring) -> String { HostText.clean(values[key] ?? "", limit: maximumValueLength) }
        func number(_ key: Substring) -> Int { min(max(0, Int(values[key] ?? "") ?? 0), maximumNumber) }
        func optional(_ key: Substring) -> String? { values[key] == nil ? nil : text(key) }
        return HostFacts(
            distribution: text("distribution"),
            distributionVersion: text("version"),
            architecture: text("architecture"),
            // `systemctl --version` of a pre-release may print `256~rc1`.
            systemdVersion: values["systemd"].flatMap { Int($0.prefix { $0.isASCII && $0.isNumber }) },
            machineID: text("machine_id"),
            vcpu: min(number("vcpu"), maximumProcessors),
            memoryMiB: number("memory_kib") / 1024,
            freeDiskMiB: number("disk_kib") / 1024,
            clock: Double(values["clock"] ?? "") ?? 0,
            hasRoot: values["root"] == "yes",
            pythonVersion: optional("python"),
            ansibleVersion: optional("ansible"),
            listeners: listeners
        )
    }

    private static func listener(_ line: Substring) -> HostFacts.Listener? {
        if line.hasPrefix("socket ") { return kernelListener(line.dropFirst("socket ".count)) }
        let fields = line.split(separator: "\t", maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count >= 5, let port = port(fields[1], radix: 10) else { return nil }
        // `*` is a socket for both families; brackets and an interface's name are notation.
        let address = fields[2].filter { $0 != "[" && $0 != "]" }.prefix { $0 != "%" }
        return HostFacts.Listener(
            port: port,
            address: address == "*" ? "::" : HostText.clean(address, limit: maximumValueLength),
            process: HostText.clean(fields[4], limit: maximumValueLength),
            controlGroup: HostText.clean(fields[3], limit: maximumValueLength)
        )
    }

    /// `0100007F:0016` of `/proc/net/tcp`: the address in the machine's byte order (little-endian on every machine that
    /// we accept), the port in the network's.
    private static func kernelListener(_ text: Substring) -> HostFacts.Listener? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = port(parts[1], radix: 16), let address = kernelAddress(parts[0]) else {
            return nil
        }
        return HostFacts.Listener(port: port, address: address, process: "", controlGroup: "")
    }

    private static func kernelAddress(_ hex: Substring) -> String? {
        let digits = Array(hex)
        guard digits.count == 8 || digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        for word in stride(from: 0, to: digits.count, by: 8) {
            guard let value = UInt32(String(digits[word..<(word + 8)]), radix: 16) else { return nil }
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
        }
        if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
        if bytes.allSatisfy({ $0 == 0 }) { return "::" }
        if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes.last == 1 { return "::1" }
        return stride(from: 0, to: 16, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }

    private static func port(_ text: Substring, radix: Int) -> Port? {
        guard let number = UInt16(text, radix: radix), number > 0 else { return nil }
        return Port(rawValue: number)
    }
}
