internal import Metrics

/// What is counted about servers.
enum ServerMetrics {
    /// The name of the count of surplus servers that are gone.
    static let duplicatesDestroyed = "moorage_duplicate_servers_destroyed"

    /// Counts what a written transition says about servers.
    static func record(_ changes: [RecordChange]) {
        for case .duplicateGone in changes { Counter(label: duplicatesDestroyed).increment() }
    }
}
