package import Workspaces

/// A rendered file of a workspace: where it goes and whose it is (`docs/host.md`).
package enum WorkspaceFile: String, Hashable, Codable, Sendable, CaseIterable {
    /// The environment of the application and of both Celery processes.
    case environment
    /// The application server's unit.
    case daphneUnit = "daphne.service"
    /// The worker's unit.
    case celeryWorkerUnit = "celery-worker.service"
    /// The unit of the worker's clock.
    case celeryBeatUnit = "celery-beat.service"
    /// Redis' configuration.
    case redisConfiguration = "redis.conf"
    /// Redis' unit.
    case redisUnit = "redis.service"
    /// Qdrant's configuration.
    case qdrantConfiguration = "qdrant.yaml"
    /// Qdrant's unit.
    case qdrantUnit = "qdrant.service"
    /// Neo4j's configuration.
    case neo4jConfiguration = "neo4j.conf"
    /// Neo4j's unit.
    case neo4jUnit = "neo4j.service"
    /// The front server's site.
    case nginxSite = "nginx.conf"
    /// The script that makes role and database.
    case database = "database.sql"
    /// The workspace's limits.
    case slice
    /// The rotation of the workspace's logs.
    case logrotate
    /// What `moorage-host verify` asks.
    case verification = "verify.json"

    /// The name of the template, which is also the raw value.
    var template: String { rawValue }

    /// The file's name in the bundle below `files/`.
    package func name(for workspace: WorkspaceID) -> String {
        switch self {
        case .daphneUnit, .celeryWorkerUnit, .celeryBeatUnit, .redisUnit, .qdrantUnit, .neo4jUnit:
            "moorage-\(workspace)-\(rawValue)"
        case .slice: "moorage-\(workspace).slice"
        case .environment, .redisConfiguration, .qdrantConfiguration, .neo4jConfiguration, .nginxSite, .database,
            .logrotate, .verification:
            rawValue
        }
    }

    /// The absolute path on the host.
    package func destination(for workspace: WorkspaceID) -> String {
        switch self {
        case .environment, .redisConfiguration, .qdrantConfiguration, .neo4jConfiguration, .database, .verification:
            "/etc/moorage/workspaces/\(workspace)/\(rawValue)"
        case .daphneUnit, .celeryWorkerUnit, .celeryBeatUnit, .redisUnit, .qdrantUnit, .neo4jUnit, .slice:
            "/etc/systemd/system/\(name(for: workspace))"
        case .nginxSite: "/etc/nginx/sites-available/moorage-\(workspace).conf"
        case .logrotate: "/etc/logrotate.d/moorage-\(workspace)"
        }
    }

    /// The permission bits. What holds a secret is closed to others.
    package var mode: UInt16 {
        switch self {
        case .environment, .redisConfiguration, .qdrantConfiguration, .neo4jConfiguration: 0o640
        case .database, .verification: 0o600
        case .daphneUnit, .celeryWorkerUnit, .celeryBeatUnit, .redisUnit, .qdrantUnit, .neo4jUnit, .slice, .nginxSite,
            .logrotate:
            0o644
        }
    }

    /// The group on the host: the workspace's own where its services read the file themselves.
    package func group(for workspace: WorkspaceID) -> String {
        switch self {
        case .environment, .redisConfiguration, .qdrantConfiguration, .neo4jConfiguration: workspace.rawValue
        case .database, .verification, .daphneUnit, .celeryWorkerUnit, .celeryBeatUnit, .redisUnit, .qdrantUnit,
            .neo4jUnit, .slice, .nginxSite, .logrotate:
            "root"
        }
    }
}
