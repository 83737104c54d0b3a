import TestSSHServer

extension ReliabilityWorld {
    /// Runs daemons while `body` runs, then kills them.
    func withDaemons<Result>(
        _ count: Int = 1,
        failPoint: String? = nil,
        _ body: ([DaemonProcess]) async throws -> Result
    ) async throws -> Result {
        var daemons: [DaemonProcess] = []
        defer { daemons.forEach { $0.kill() } }
        for _ in 0..<count { daemons.append(try daemon(failPoint: failPoint)) }
        for daemon in daemons { try await daemon.waitFor("Server started and listening") }
        do {
            return try await body(daemons)
        } catch {
            let output = daemons.map { "\($0.output.suffix(3000))" }.joined(separator: "\n")
            throw DaemonsFailure(cause: error, output: output)
        }
    }
}

/// The failure, and the daemons' output meanwhile.
struct DaemonsFailure: Error, CustomStringConvertible {
    let cause: any Error
    let output: String
    var description: String { "\(cause)\n\(output)" }
}
