internal import SSH
internal import Synchronization
internal import Workspaces

extension SSHHostSession {
    /// How much of a run's events is read at once; a longer line is truncated.
    static let followLimit = 256 * 1024
    /// The host itself ends a waiting command after this, which bounds the patience.
    private static let maximumPatience: Duration = .seconds(60)
    /// The program answers within 4.5 s; the rest is for Python's start and a busy host.
    private static let stopTimeout: Duration = .seconds(10)

    func start(_ run: HostRun, epoch: LeaseEpoch) async throws(ProviderError) -> HostRunState {
        try check(run.key)
        playbooks.withLock { $0 = run.playbooks }
        let arguments = [
            "start", run.workspace.rawValue, epoch.description, run.key.rawValue, run.playbook, run.bundle.hex,
        ]
        let answer: HostAnswer = try await callProgram(arguments, timeout: Self.changeTimeout)
        guard let state = answer.runState else { throw unexpected(answer.state, from: "start") }
        return state
    }

    func stop(_ run: HostRunKey, workspace: WorkspaceID, epoch: LeaseEpoch) async throws(ProviderError) -> Bool {
        try check(run)
        let answer: HostAnswer = try await callProgram(
            ["stop", workspace.rawValue, epoch.description, run.rawValue],
            timeout: Self.stopTimeout
        )
        return answer.state == "stopped"
    }

    func verify(_ workspace: WorkspaceID) async throws(ProviderError) -> [ServiceHealth] {
        let answers: [ServiceHealth] = try await callProgramForLines(
            ["verify", workspace.rawValue],
            timeout: Self.changeTimeout
        )
        return answers.map { health in
            ServiceHealth(
                service: HostText.clean(health.service, limit: 64),
                port: health.port.flatMap { (1...65_535).contains($0) ? $0 : nil },
                healthy: health.healthy,
                detail: HostText.clean(health.detail, limit: 500)
            )
        }
    }

    func follow(
        _ run: HostRunKey,
        from offset: Int64,
        patience: Duration
    ) async throws(ProviderError) -> HostRunProgress {
        try check(run)
        guard offset >= 0 else { throw ProviderError(.permanent, "A negative offset: \(offset).") }
        let patience = min(max(patience, .zero), Self.maximumPatience)
        let output = try await perform(
            "Following the run \(run)",
            followCommand(run, from: offset, patience: patience),
            timeout: patience + Self.lookTimeout,
            outputLimit: Self.followLimit + 64 * 1024
        )
        guard let piece = HostRunPiece(output) else {
            throw unexpected(HostText.clean(output, limit: 100), from: "status")
        }
        return piece.progress(from: offset)
    }

    /// One exec that waits for news on the host, then prints the state, the events' size, and the events.
    ///
    /// The state is read first: if it says that the run has ended, all its output is available to be read afterwards.
    /// `moorage-host` is called only at the end, because a Python process costs 40 ms.
    private func followCommand(_ run: HostRunKey, from offset: Int64, patience: Duration) -> String {
        // Four checks a second; the first immediately.
        let looks = patience.components.seconds * 4 + patience.components.attoseconds / 250_000_000_000_000_000
        return """
            d=\(ShellQuoting.quote(layout.run(run)))
            look=0
            while :; do
                size=$(stat -c %s "$d/events.jsonl" 2>/dev/null || echo 0)
                if [ "$size" -gt \(offset) ] || [ -e "$d/status" ] || [ $look -ge \(looks) ]; then break; fi
                if [ $((look % 8)) = 0 ] && ! \(layout.unitIsActive) \(ShellQuoting.quote("moorage-run-\(run)"))
                then break; fi
                look=$((look + 1))
                sleep 0.25
            done
            state=$(\(program) status \(ShellQuoting.quote(run.rawValue))) || exit $?
            printf '%s\\n' "$state"
            stat -c %s "$d/events.jsonl" 2>/dev/null || echo 0
            if [ -e "$d/events.jsonl" ]; then
                tail -c +\(offset + 1) "$d/events.jsonl" | head -c \(Self.followLimit)
            fi
            exit 0
            """
    }
}
