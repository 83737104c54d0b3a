internal import SSH

extension SSHHostSession {
    /// A host with 4,096 listeners, which is what the parser keeps, writes less.
    private static let factsOutputLimit = 1024 * 1024

    func facts() async throws(ProviderError) -> HostFacts {
        // As root when that is allowed, to see whose the listeners are; a host where it is not is judged by that.
        let command = """
            if [ "$(id -u)" != 0 ] && sudo -n true 2>/dev/null; then exec sudo -n /bin/sh -s; fi
            exec /bin/sh -s
            """
        let result = try await execute(
            command,
            as: .login,
            standardInput: Array(HostFactsScript.text.utf8),
            timeout: Self.lookTimeout,
            outputLimit: Self.factsOutputLimit
        )
        guard result.isSuccess, let facts = HostFactsParser.parse(result.standardOutput) else {
            throw await failure("Reading the facts", result)
        }
        return facts
    }

    func bootProgress() async throws(ProviderError) -> BootProgress {
        let output = try await perform(
            "Reading the boot progress",
            BootProgressReport.script,
            timeout: Self.lookTimeout,
            outputLimit: 64 * 1024
        )
        return BootProgressReport.parse(output)
    }
}
