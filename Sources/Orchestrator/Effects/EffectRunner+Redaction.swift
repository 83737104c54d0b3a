import Providers
import Services
import Telemetry
import Workspaces

extension EffectRunner {
    /// A shorter value is not one of our secrets, and would remove ordinary words from messages.
    private static let shortestSecret = 8

    /// Reads a run's events. The output of a failed task comes from the host and may contain a secret of the workspace.
    /// It is removed here, before it becomes a stored event.
    func follow(
        _ run: HostRun,
        on host: HostID,
        from offset: Int64,
        for operation: ClaimedOperation,
        sessions: HostSessions
    ) async throws -> OperationEvent {
        var progress = try await session(on: host, sessions)
            .follow(run.key, from: offset, patience: Self.followPatience)
        guard progress.events.contains(where: { !$0.message.isEmpty }) else { return .runProgressed(progress) }
        let redactor = try await redactor(for: operation)
        for index in progress.events.indices {
            progress.events[index].message = redactor.redact(progress.events[index].message)
        }
        return .runProgressed(progress)
    }

    /// Checks the health of every service; details also come from the host.
    func verify(
        on host: HostID,
        for operation: ClaimedOperation,
        sessions: HostSessions
    ) async throws -> OperationEvent {
        var health = try await session(on: host, sessions).verify(operation.workspace.id)
        guard health.contains(where: { !$0.healthy }) else { return .verified(health) }
        let redactor = try await redactor(for: operation)
        for index in health.indices { health[index].detail = redactor.redact(health[index].detail) }
        return .verified(health)
    }

    private func redactor(for operation: ClaimedOperation) async throws -> LogRedactor {
        guard let stored = try await store.secret(.workspace, of: operation.workspace.number.rawValue) else {
            return LogRedactor()
        }
        let values = try WorkspaceSecrets.decode(stored).all.map { $0.reveal() }
            .filter { $0.count >= Self.shortestSecret }
        return LogRedactor { text in
            values.reduce(text) { $0.replacing($1, with: "***") }
        }
    }
}
