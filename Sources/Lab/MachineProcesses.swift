import FoundationEssentials
import Glibc

/// The processes of a machine, found by its control group: what the kernel says, not what a file remembers.
struct MachineProcesses {
    /// Every process of the machine, in this computer's numbers, `systemd-nspawn` included.
    let all: [Int32]
    /// The `systemd-nspawn` that runs it.
    let supervisor: Int32?
    /// Its first process: number 1 inside.
    let leader: Int32?

    /// `SIGRTMIN+3`, which systemd takes for `halt`; the macro cannot be imported.
    private static let haltSignal: Int32 = 37

    /// Whether any is left.
    var isEmpty: Bool { all.isEmpty }

    /// The processes of the machine of that tag.
    static func of(tag: String) -> MachineProcesses { byTag([tag])[tag] ?? MachineProcesses([]) }

    /// The processes of several machines, for the price of one look through `/proc`.
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

    /// What all of them hold in memory and share with nobody, in bytes.
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

    /// Asks the machine's systemd to shut down in order.
    ///
    /// Asked directly, because `systemd-nspawn` passes a first SIGTERM on and takes a second one for impatience; and a
    /// systemd that has only just begun has no ear for the signal yet, so it must be possible to ask again.
    func shutDown() {
        guard let leader else { return kill() }
        Self.send(Self.haltSignal, to: leader)
    }

    /// Ends the machine at once, as pulling its plug would.
    ///
    /// The first process goes first: everything in its process namespace goes with it, and `systemd-nspawn` then
    /// cleans up after itself. Killed itself, it would leave the machine running.
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
        // A process that is gone already is what was wanted.
        _ = Glibc.kill(process, signal)
    }

    private static func name(_ process: Int32) -> String? { field("Name", of: process) }

    private static func state(_ process: Int32) -> String? { field("State", of: process).map { String($0.prefix(1)) } }

    /// The process's number inside its own process namespace; nil when it is not in an inner one.
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
