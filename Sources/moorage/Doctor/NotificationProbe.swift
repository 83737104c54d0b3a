import Foundation
import Logging
import Postgres

/// Checks whether a NOTIFY reaches a LISTEN: behind a pooler that shares connections between transactions, LISTEN is
/// accepted and nothing ever arrives.
struct NotificationProbe {
    let configuration: PostgresConfiguration
    let pool: PostgresPool
    let logger: Logger

    /// A notification takes milliseconds; a database that is busy or far away gets this long.
    private static let patience = Duration.seconds(3)

    /// Sends one notification to itself.
    ///
    /// - Returns: whether it arrived.
    func isHeard() async throws -> Bool {
        let listener = PostgresListener(configuration: configuration, logger: logger)
        // Its own channel, because everybody who listens on a channel gets its notifications.
        let channel = "moorage_doctor_\(UUID().uuidString.prefix(8).lowercased())"
        let notifications = listener.notifications(on: channel)
        return try await withThrowingTaskGroup(of: Bool?.self) { group in
            group.addTask {
                try await listener.run()
                return nil
            }
            group.addTask { [pool] in
                for await notification in notifications {
                    switch notification {
                    case .resynchronize: try await pool.query("SELECT pg_notify(\(channel), '')")
                    case .notified: return true
                    }
                }
                return nil
            }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                return false
            }
            defer { group.cancelAll() }
            for try await answer in group {
                if let answer { return answer }
            }
            return false
        }
    }
}
