import FoundationEssentials
import Logging

extension Lab {
    /// The longest host name that a kernel accepts.
    private static let longestHostname = 63

    /// Creates and boots a machine; returns when its first process runs. It takes another second or two until it
    /// answers on port 22 (`waitForSSH`), and a few until cloud-init has finished (`waitForCloudInit`).
    ///
    /// A missing base is built first, which takes a minute or two. If anything fails, nothing of the machine is left.
    ///
    /// - Throws: `LabError`: `invalidName`, `nameTaken`, `addressTaken`, `noFreeNetwork`, `bootFailed`,
    ///   `commandFailed`.
    @discardableResult
    package func boot(_ request: LabMachineRequest) async throws -> LabMachine {
        let basePath = try await base.build()
        let record = try await state.withLock { try await reserve(request, base: basePath) }
        do {
            try await mount(record)
            let seed = CloudInitSeed(
                record: record,
                userData: request.userData,
                authorizedKeys: request.authorizedKeys
            )
            try seed.write(tree: state.root(record.name))
            try await launch(record)
        } catch {
            await discard(record)
            throw error
        }
        return try machine(record.name)
    }

    /// Boots a stopped machine again, with its existing files.
    ///
    /// - Throws: `LabError`: `notFound`, `bootFailed`, `commandFailed`.
    package func start(_ name: String) async throws {
        let record = try record(name)
        guard MachineProcesses.of(tag: record.tag).isEmpty else { return }
        try await state.withLock { try await record.network.ensureBridge(stateFolder: state.path) }
        try await mount(record)
        try await launch(record)
    }

    private func reserve(_ request: LabMachineRequest, base: String) async throws -> MachineRecord {
        guard Self.isName(request.name) else {
            throw LabError(
                .invalidName,
                "A machine's name is 1 to 63 letters, digits, dots and hyphens and starts with a letter or digit."
            )
        }
        let records = try state.records()
        guard !records.contains(where: { $0.name == request.name }) else {
            throw LabError(.nameTaken, "There is already a machine \(request.name) in \(state.path).")
        }
        let network: LabNetwork
        if let inUse = records.first?.network {
            network = inUse
            try await network.ensureBridge(stateFolder: state.path)
        } else {
            network = try await LabNetwork.claim(for: state.path)
        }
        let record = MachineRecord(
            name: request.name,
            hostname: Self.kernelHostname(request.hostname),
            instanceID: request.instanceID ?? "i-\(UUID().uuidString.lowercased())",
            createdAt: Int(Date().timeIntervalSince1970),
            base: base,
            network: network,
            number: try Self.number(asked: request.address, network: network, taken: Set(records.map(\.number)))
        )
        try state.add(record)
        return record
    }

    private static func number(asked: String?, network: LabNetwork, taken: Set<Int>) throws -> Int {
        guard let asked else {
            guard let free = LabNetwork.machineNumbers.first(where: { !taken.contains($0) }) else {
                throw LabError(.addressTaken, "The lab's network is full: it has \(taken.count) machines.")
            }
            return free
        }
        guard let number = network.number(of: asked), !taken.contains(number) else {
            let free = "\(network.address(2)) to \(network.address(254))"
            throw LabError(.addressTaken, "\(asked) is in use, or outside this lab's network, \(free).")
        }
        return number
    }

    private func mount(_ record: MachineRecord) async throws {
        let folder = state.machineFolder(record.name)
        let root = state.root(record.name)
        try await unmount(root)
        let layers = "lowerdir=\(record.base),upperdir=\(folder)/upper,workdir=\(folder)/work"
        try await Command.run("mount", ["-t", "overlay", "-o", layers, "moorage-lab", root])
    }

    private func launch(_ record: MachineRecord) async throws {
        let scripts = try Scripts.unpack([
            Scripts.File(name: "start-machine.sh", bytes: PackageResources.start_machine_sh)
        ])
        defer { scripts.remove() }
        let console = state.consoleLog(record.name)
        try await Command.run(
            "bash",
            [
                scripts.path("start-machine.sh"), state.root(record.name), record.tag, record.network.bridge,
                record.hostname, console,
            ]
        )
        let started = try await waiting(for: Self.launchPatience) {
            let processes = MachineProcesses.of(tag: record.tag)
            return processes.leader != nil || processes.isEmpty
        }
        guard started, !MachineProcesses.of(tag: record.tag).isEmpty else {
            throw LabError(.bootFailed, "\(record.name) did not start: \(Self.tail(console))")
        }
        logger.info("Machine booted", metadata: ["lab.machine": "\(record.name)", "lab.address": "\(record.address)"])
    }

    /// From the start of `systemd-nspawn` to the machine's first process; it takes a tenth of a second.
    private static let launchPatience = Duration.seconds(20)

    private static func isName(_ name: String) -> Bool {
        guard (1...63).contains(name.utf8.count), let first = name.utf8.first else { return false }
        let isLetterOrDigit = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        return isLetterOrDigit(first) && name.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x2E }
    }

    /// A droplet's name may be longer than a kernel's host name; it is truncated and never ends in `-` or `.`.
    private static func kernelHostname(_ hostname: String) -> String {
        var cut = hostname.prefix(longestHostname)
        while cut.last == "-" || cut.last == "." { cut.removeLast() }
        return String(cut)
    }

    private static func tail(_ file: String) -> String {
        let longestTail = 2000
        guard let bytes = FileManager.default.contents(atPath: file) else { return "it wrote nothing on its console." }
        return String(decoding: bytes.suffix(longestTail), as: UTF8.self)
    }
}

extension Lab {
    /// Waits until the machine's SSH server answers on port 22.
    ///
    /// - Throws: `LabError`: `notFound`; `timedOut` after `patience`, or as soon as the machine has ended.
    package func waitForSSH(_ name: String, patience: Duration = .seconds(60)) async throws {
        let record = try record(name)
        // The machine's interface on the bridge exists as long as the machine.
        let script = """
            until { exec 3<>"/dev/tcp/$1/22" && read -r -t 2 -u 3 hello && [[ $hello == SSH-* ]]; } 2>/dev/null; do
                [ -e "/sys/class/net/vb-$2" ] || exit 3
                sleep 0.05
            done
            """
        let seconds = String(max(1, patience.components.seconds))
        do {
            try await Command.run("timeout", [seconds, "bash", "-c", script, "wait", record.address, record.tag])
        } catch let error as LabError where error.code == .commandFailed {
            let message = "\(name) did not answer on port 22 within \(patience.components.seconds) s, or ended."
            throw LabError(.timedOut, message, cause: error)
        }
    }

    /// Waits until cloud-init has finished this boot.
    ///
    /// - Throws: `LabError`: `notFound`; `timedOut` after `patience`, or as soon as the machine has ended.
    package func waitForCloudInit(_ name: String, patience: Duration = .seconds(120)) async throws {
        let record = try record(name)
        let done = try await waiting(for: patience) {
            guard let leader = MachineProcesses.of(tag: record.tag).leader else { return true }
            // Its folder in /run is new at every boot, so the result is never that of an earlier boot.
            return FileManager.default.fileExists(atPath: "/proc/\(leader)/root/run/cloud-init/result.json")
        }
        guard done, !MachineProcesses.of(tag: record.tag).isEmpty else {
            throw LabError(
                .timedOut,
                "cloud-init on \(name) was not done within \(patience.components.seconds) s, or the machine ended."
            )
        }
    }
}
