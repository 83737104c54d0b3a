internal import Workspaces

/// The part of a workspace's log that a page shows: the end, which updates live, or an older part.
struct LogWindow: Sendable {
    /// The part requested in the address.
    enum Choice: Sendable, Hashable {
        /// The end of the log.
        case newest
        /// The lines before a line.
        case before(Int64)
        /// The lines after a line.
        case after(Int64)
        /// A line with its surroundings.
        case around(Int64)

        /// - Parameter query: a value of the address' query; empty for none. A text that is not a number counts as
        ///   absent.
        init(query: (String) -> String) {
            func number(_ name: String) -> Int64? { Int64(digits: query(name)) }
            self =
                if let line = number("line") {
                    .around(line)
                } else if let line = number("before") {
                    .before(line)
                } else if let line = number("after") {
                    .after(line)
                } else {
                    .newest
                }
        }
    }

    /// Lines per page: more than anybody reads at once, few enough for a phone.
    static let size: Int64 = 200

    /// Oldest first.
    var rows: [LogRow]
    /// Whether there are lines before these.
    var hasEarlier: Bool
    /// Whether there are lines after these; if not, new lines are added live.
    var hasLater: Bool

    /// Reads the requested part, or the end of the log if there is no such part.
    ///
    /// - Throws: `FrontStoreError`.
    static func read(
        _ choice: Choice,
        of workspace: WorkspaceNumber,
        from logs: any LogStore
    ) async throws -> LogWindow {
        let window: LogWindow =
            switch choice {
            case .newest: LogWindow(rows: [], hasEarlier: false, hasLater: false)
            case .before(let line):
                backward(try await logs.rows(of: workspace, before: line, limit: size + 1), hasLater: true)
            case .after(let line): forward(try await logs.rows(of: workspace, after: line, limit: size + 1))
            case .around(let line):
                forward(try await logs.rows(of: workspace, after: max(0, line - size / 2), limit: size + 1))
            }
        guard window.rows.isEmpty else { return window }
        return backward(try await logs.newest(of: workspace, limit: size + 1), hasLater: false)
    }

    /// From rows that were read newest first, with one more than is shown.
    private static func backward(_ rows: [LogRow], hasLater: Bool) -> LogWindow {
        LogWindow(
            rows: rows.prefix(Int(size)).reversed(),
            hasEarlier: rows.count > Int(size),
            hasLater: hasLater
        )
    }

    /// From rows that were read oldest first, with one more than is shown. Lines have numbers from 1.
    private static func forward(_ rows: [LogRow]) -> LogWindow {
        LogWindow(
            rows: Array(rows.prefix(Int(size))),
            hasEarlier: (rows.first?.number ?? 1) > 1,
            hasLater: rows.count > Int(size)
        )
    }
}
