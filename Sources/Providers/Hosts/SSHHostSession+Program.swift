internal import FoundationEssentials
internal import SSH
internal import Synchronization
internal import Workspaces

extension SSHHostSession {
    /// Verifying the largest workspace prints fewer lines.
    private static let maximumLines = 200
    private static let maximumLineLength = 16 * 1024
    private static let programOutputLimit = 256 * 1024

    /// The shell text for the program's path: that of the session's playbooks, or else of the most recently requested
    /// ones on the host. All versions understand the same commands.
    var program: String {
        if let digest = playbooks.withLock({ $0 }) {
            return ShellQuoting.quote(layout.playbooks(digest) + "/bin/moorage-host")
        }
        return "\"$(ls -dt \(layout.playbooks)/*/ 2>/dev/null | head -n 1)bin/moorage-host\""
    }

    /// Calls the program and decodes its last output line.
    func callProgram<Answer: Decodable>(
        _ arguments: [String],
        timeout: Duration
    ) async throws(ProviderError) -> Answer {
        let answers: [Answer] = try await callProgramForLines(arguments, timeout: timeout)
        guard let answer = answers.last else { throw unexpected("nothing", from: arguments[0]) }
        return answer
    }

    /// Calls the program and decodes all its output lines.
    func callProgramForLines<Answer: Decodable>(
        _ arguments: [String],
        timeout: Duration
    ) async throws(ProviderError) -> [Answer] {
        let words = arguments.map(ShellQuoting.quote).joined(separator: " ")
        let output = try await perform(
            "moorage-host \(arguments[0])",
            "\(program) \(words)",
            timeout: timeout,
            outputLimit: Self.programOutputLimit
        )
        var answers: [Answer] = []
        for line in output.split(separator: 0x0A).prefix(Self.maximumLines) {
            guard line.count <= Self.maximumLineLength,
                let answer = try? JSONDecoder().decode(Answer.self, from: Data(line))
            else { throw unexpected(HostText.clean(Array(line), limit: 100), from: arguments[0]) }
            answers.append(answer)
        }
        return answers
    }

    func unexpected(_ answer: String, from command: String) -> ProviderError {
        ProviderError(
            .transient(retryAfter: nil),
            "moorage-host \(command) on \(address) answered \"\(HostText.clean(answer, limit: 100))\", which is not "
                + "understood."
        )
    }

    /// Refuses a run's name that is unsafe as the name of a unit or a folder.
    func check(_ run: HostRunKey) throws(ProviderError) {
        let isSafe = run.rawValue.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
        }
        guard isSafe, (1...100).contains(run.rawValue.utf8.count), !run.rawValue.hasPrefix("-") else {
            throw ProviderError(
                .permanent,
                "\"\(HostText.clean(run.rawValue, limit: 120))\" is not a valid name of a run."
            )
        }
    }
}
