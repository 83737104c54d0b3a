import Foundation
import Testing

/// The settings of programs that cannot run here.
enum KnownKeys {
    /// Qdrant 1.x, `config/config.yaml` of its sources: the sections that we use, with their keys.
    static let qdrant: Set<String> = [
        "log_level", "telemetry_disabled",
        "storage", "storage.storage_path", "storage.snapshots_path", "storage.temp_path", "storage.on_disk_payload",
        "storage.performance", "storage.optimizers", "storage.hnsw_index", "storage.wal",
        "service", "service.host", "service.http_port", "service.grpc_port", "service.api_key",
        "service.read_only_api_key", "service.enable_cors", "service.enable_tls", "service.max_request_size_mb",
        "service.max_workers", "service.verify_https_client_certificate", "service.jwt_rbac",
        "cluster", "cluster.enabled", "cluster.p2p", "cluster.consensus",
        "tls", "tls.cert", "tls.key", "tls.ca_cert", "tls.cert_ttl",
    ]

    /// Neo4j 5, "Configuration settings" in its operations manual: the groups that we use.
    static let neo4j: Set<String> = [
        "server.directories.data", "server.directories.logs", "server.directories.run", "server.directories.import",
        "server.directories.plugins", "server.directories.lib", "server.directories.transaction.logs.root",
        "server.default_listen_address", "server.default_advertised_address",
        "server.bolt.enabled", "server.bolt.listen_address", "server.bolt.advertised_address", "server.bolt.tls_level",
        "server.http.enabled", "server.http.listen_address", "server.https.enabled", "server.https.listen_address",
        "server.memory.heap.initial_size", "server.memory.heap.max_size", "server.memory.pagecache.size",
        "dbms.security.auth_enabled", "dbms.usage_report.enabled",
    ]

    /// The unknown keys of a JSON object; keys of nested objects are separated by a dot.
    static func unknown(in json: String, known: Set<String>) throws -> [String] {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        return paths(of: object, below: "").filter { !known.contains($0) }
    }

    private static func paths(of object: [String: Any], below prefix: String) -> [String] {
        object.flatMap { key, value in
            [prefix + key] + ((value as? [String: Any]).map { paths(of: $0, below: "\(prefix)\(key).") } ?? [])
        }
    }
}
