/// What runs, or is restarted, on a host for a workspace: the `service` of a file in the bundle's manifest.
package enum HostService: String, Hashable, Codable, Sendable, CaseIterable {
    /// The application server.
    case daphne
    /// The worker for the application's tasks.
    case celeryWorker = "celery-worker"
    /// The clock for the application's periodic tasks.
    case celeryBeat = "celery-beat"
    /// The cache and Celery's broker.
    case redis
    /// The vector store.
    case qdrant
    /// The knowledge graph.
    case neo4j
    /// The front server.
    case nginx
    /// The workspace's limits.
    case slice
    /// The host's database server.
    case postgres
    /// The rotation of log files.
    case logrotate
}
