import FoundationEssentials
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// A seed is the same history in another process, where every hash differs.
@Suite struct ReplayTests {
    private static let outputLimit = 4 << 20

    @Test(arguments: [2, 40, 611] as [UInt64])
    func `another process replays the same history`(seed: UInt64) async throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = try #require(program.lastIndex(of: "/"))
        let result = try await Subprocess.run(
            .path(FilePath("\(program[..<folder])/moorage-lab")),
            arguments: ["replay", String(seed)],
            output: .string(limit: Self.outputLimit)
        )
        let here = Simulation.run(seed: seed, keepsLines: true)
        let there = result.standardOutput
        #expect(there.hasPrefix(here.lines.joined(separator: "\n") + "\n\(here.lines.count) events"))
    }
}
