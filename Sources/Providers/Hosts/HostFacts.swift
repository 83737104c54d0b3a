package import Workspaces

/// A machine's facts: read over SSH in one exec, without changing anything.
package struct HostFacts: Hashable, Codable, Sendable {
    /// A socket that listens on the machine.
    package struct Listener: Hashable, Codable, Sendable {
        /// The local port.
        package var port: Port
        /// The local address, e.g. `127.0.0.1`, `0.0.0.0`, `::`.
        package var address: String
        /// The process's name; empty if it could not be read.
        package var process: String
        /// The systemd unit or slice path of the process (its cgroup), e.g. `/system.slice/ssh.service`; empty if it
        /// could not be read. The process chooses its own name, but systemd assigns this.
        package var controlGroup: String

        package init(port: Port, address: String, process: String, controlGroup: String) {
            self.port = port
            self.address = address
            self.process = process
            self.controlGroup = controlGroup
        }

        /// Whether the process is in the control group with these names, from the root on, or in one below it.
        ///
        /// Whole names are compared, from the root, because anybody may give a control group one of our names.
        package func isInside(_ names: [String]) -> Bool {
            controlGroup.split(separator: "/").prefix(names.count).elementsEqual(names, by: ==)
        }
    }

    /// `ID` of `/etc/os-release`, e.g. `debian`.
    package var distribution: String
    /// `VERSION_ID` of `/etc/os-release`, e.g. `12`.
    package var distributionVersion: String
    /// `uname -m`.
    package var architecture: String
    /// The version of systemd if it is PID 1; otherwise nil.
    package var systemdVersion: Int?
    /// `/etc/machine-id`.
    package var machineID: String
    /// Processors.
    package var vcpu: Int
    /// Total memory in MiB.
    package var memoryMiB: Int
    /// Free space on `/var` in MiB.
    package var freeDiskMiB: Int
    /// The host's clock, in seconds since 1970.
    package var clock: Double
    /// Whether commands run as root (directly or through `sudo -n`).
    package var hasRoot: Bool
    /// The version of `python3`; nil if missing.
    package var pythonVersion: String?
    /// The version of `ansible-core`; nil if missing.
    package var ansibleVersion: String?
    /// What listens.
    package var listeners: [Listener]

    package init(
        distribution: String,
        distributionVersion: String,
        architecture: String,
        systemdVersion: Int?,
        machineID: String,
        vcpu: Int,
        memoryMiB: Int,
        freeDiskMiB: Int,
        clock: Double,
        hasRoot: Bool,
        pythonVersion: String?,
        ansibleVersion: String?,
        listeners: [Listener]
    ) {
        self.distribution = distribution
        self.distributionVersion = distributionVersion
        self.architecture = architecture
        self.systemdVersion = systemdVersion
        self.machineID = machineID
        self.vcpu = vcpu
        self.memoryMiB = memoryMiB
        self.freeDiskMiB = freeDiskMiB
        self.clock = clock
        self.hasRoot = hasRoot
        self.pythonVersion = pythonVersion
        self.ansibleVersion = ansibleVersion
        self.listeners = listeners
    }
}

/// The shell script that reads a machine's facts: POSIX sh and the tools of every Debian, one exec, no change.
///
/// It prints `key value` lines, and for each listening socket `listener`, port, address, control group and process
/// separated by tabs, with the process last because it may have any name; without `ss` it prints `socket` and the
/// kernel's own notation instead.
enum HostFactsScript {
    static let text = """
        LC_ALL=C
        export LC_ALL
        say() { [ -z "$2" ] || printf '%s %s\\n' "$1" "$2"; }
        ( . /etc/os-release; say distribution "$ID"; say version "$VERSION_ID" ) 2>/dev/null
        say architecture "$(uname -m)"
        if [ -d /run/systemd/system ]; then
            version=$(systemctl --version 2>/dev/null)
            version=${version#systemd }
            say systemd "${version%% *}"
        fi
        id=
        { read -r id </etc/machine-id; } 2>/dev/null
        say machine_id "$id"
        say vcpu "$(nproc)"
        while read -r name value _; do
            if [ "$name" = MemTotal: ]; then say memory_kib "$value"; break; fi
        done </proc/meminfo
        say disk_kib "$(df -Pk /var | awk 'NR == 2 { print $4 }')"
        say root "$([ "$(id -u)" = 0 ] && echo yes || echo no)"
        version=$(python3 --version 2>/dev/null)
        say python "${version#Python }"
        ansible=$(dpkg-query -W -f '${db:Status-Status} ${Version}' ansible-core 2>/dev/null)
        case $ansible in "installed "*) ansible=${ansible#installed } ;; *) ansible= ;; esac
        if [ -z "$ansible" ] && command -v ansible-playbook >/dev/null 2>&1; then
            ansible=$(ansible-playbook --version 2>/dev/null | sed -n '1s/.*core \\([^]]*\\)].*/\\1/p')
        fi
        say ansible "$ansible"
        if command -v ss >/dev/null 2>&1; then
            say sockets ss
            ss -Hltnp 2>/dev/null | while read -r _ _ _ local _ users; do
                name=${users#*'(("'}
                name=${name%%'"'*}
                id=${users##*pid=}
                id=${id%%,*}
                group=
                if [ "$id" = "$users" ]; then
                    name=
                else
                    while IFS= read -r line; do
                        case $line in
                        0::/ | *:name=systemd:/) group=/ ;;
                        0::*) group=${line#0::}; break ;;
                        *:name=systemd:*) group=${line#*:name=systemd:}; break ;;
                        esac
                    done 2>/dev/null <"/proc/$id/cgroup"
                fi
                printf 'listener\\t%s\\t%s\\t%s\\t%s\\n' "${local##*:}" "${local%:*}" "$group" "$name"
            done
        else
            say sockets proc
            awk '$4 == "0A" { print "socket", $2 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null
        fi
        say clock "$(date +%s.%N)"
        say end end
        """
}

/// Parses the output of ``HostFactsScript``. Lenient: it skips lines that it does not know or cannot read, and a
/// missing fact is empty or zero, which no requirement accepts.
enum HostFactsParser {
    /// Further listeners are dropped: 1,000 workspaces with five ports each would not fit on a host.
    private static let maximumListeners = 4096
    private static let maximumValueLength = 256
    /// A pebibyte in KiB, and more processors than any machine has, so that calculations with a host's numbers cannot
    /// overflow.
    private static let maximumNumber = 1 << 40
    private static let maximumProcessors = 1 << 16

    /// Nil if the output is not the script's, or was cut off before its end.
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
        // `*` is a dual-stack socket; brackets and an interface's name are only notation.
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
