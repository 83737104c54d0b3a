import Synchronization

@testable import DigitalOceanSimulator

/// Machines that do nothing and record the calls; a boot ends on command.
final class RecordingMachines: DropletMachines {
    struct BootFailed: Error {}

    private let asked = Mutex<[String]>([])
    private let names: AsyncStream<String>.Continuation
    private let boots: AsyncStream<String>
    let shouldFail: Bool

    init(shouldFail: Bool = false) {
        self.shouldFail = shouldFail
        (boots, names) = AsyncStream.makeStream()
    }

    var calls: [String] { asked.withLock { $0 } }

    /// Waits until there were that many calls.
    func waitForCalls(_ count: Int) async {
        for await _ in boots where calls.count >= count { return }
    }

    func boot(_ boot: DropletBoot) async throws -> String {
        note("boot \(boot.name) \(boot.userData) \(boot.authorizedKeys.count)")
        if shouldFail { throw BootFailed() }
        return "198.18.0.10"
    }

    func powerOff(_: DropletNumber) async throws { note("off") }
    func shutDown(_: DropletNumber) async throws { note("shut down") }
    func powerOn(_: DropletNumber) async throws { note("on") }
    func destroy(_: DropletNumber) async throws { note("destroy") }

    private func note(_ call: String) {
        asked.withLock { $0.append(call) }
        names.yield(call)
    }
}
