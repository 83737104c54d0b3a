import FoundationEssentials
import Glibc

/// The processes of a machine, found by its control group: from the kernel, not from a file.
struct MachineProcesses {
    /// Every process of the machine, with this computer's process ids, including `systemd-nspawn`.
    let all: [Int32]
    /// The `systemd-nspawn` that runs it.
    let supervisor: Int32?
    /// Its first process: process 1 inside.
    let leader: Int32?

    /// `SIGRTMIN+3`, which systemd treats as `halt`; the macro cannot be imported.
    private static let haltSignal: Int32 = 37

    /// Whether any is left.
    var isEmpty: Bool { all.isEmpty }

    /// The processes of the machine with this tag.
    static func of(tag: String) -> MachineProcesses { byTag([tag])[tag] ?? MachineProcesses([]) }

    /// The processes of several machines, in one pass over `/proc`.
    static func byTag(_ tags: [String]) -> [String: MachineProcesses] {
        var found: [String: [Int32]] = [:]
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let process = Int32(entry), let groups = text("/proc/\(entry)/cgroup"), groups.contains("ml") else {
                continue
            }
            // A tag is followed by the end of the name or, in a scope named by systemd, by `.scope`.
            for tag in tags where groups.contains("/\(tag)") || groups.contains("machine-\(tag).scope") {
                found[tag, default: []].append(process)
            }
        }
        return found.mapValues { MachineProcesses($0) }
    }

    /// The private memory of all of them, in bytes.
    var privateMemory: Int {
        all.reduce(0) { sum, process in
            guard let rollup = Self.text("/proc/\(process)/smaps_rollup") else { return sum }
            return sum
                + rollup.split(separator: "\n").filter { $0.hasPrefix("Private_") }.reduce(0) { part, line in
                    let kibibytes = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
                    return part + (kibibytes ?? 0) * 1024
                }
        }
    }

    /// Asks the machine's systemd to shut down normally.
    ///
    /// Directly, because `systemd-nspawn` passes on a first SIGTERM but treats a second one as impatience. A systemd
    /// that has only just started does not handle the signal yet, so repeating the request must be possible.
    func shutDown() {
        guard let leader else { return kill() }
        Self.send(Self.haltSignal, to: leader)
    }

    /// Ends the machine immediately, like pulling the plug.
    ///
    /// The first process is killed first: everything in its process namespace ends with it, and `systemd-nspawn` then
    /// cleans up after itself. If `systemd-nspawn` itself were killed, the machine would keep running.
    func kill() {
        if let leader { return Self.send(SIGKILL, to: leader) }
        for process in all { Self.send(SIGKILL, to: process) }
    }

    private init(_ processes: [Int32]) {
        all = processes.filter { Self.state($0) != "Z" }
        supervisor = all.first { Self.name($0) == "systemd-nspawn" && Self.innerNumber($0) == nil }
        leader = all.first { Self.innerNumber($0) == 1 }
    }

    private static func send(_ signal: Int32, to process: Int32) {
        // A process that is already gone is fine.
        _ = Glibc.kill(process, signal)
    }

    private static func name(_ process: Int32) -> String? { field("Name", of: process) }

    private static func state(_ process: Int32) -> String? { field("State", of: process).map { String($0.prefix(1)) } }

    /// The process's id inside its own process namespace; nil if it is not in an inner one.
    private static func innerNumber(_ process: Int32) -> Int32? {
        guard let numbers = field("NSpid", of: process)?.split(whereSeparator: { $0 == " " || $0 == "\t" }),
            numbers.count > 1
        else { return nil }
        return numbers.last.flatMap { Int32($0) }
    }

    private static func field(_ key: String, of process: Int32) -> String? {
        text("/proc/\(process)/status")?.split(separator: "\n").first { $0.hasPrefix(key + ":\t") }
            .map { String($0.dropFirst(key.count + 2)) }
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
