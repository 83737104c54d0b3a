public import Orchestrator
public import Postgres
public import WorkspaceModel

extension WorkspaceNumber: PostgresCodable {}
extension OperationID: PostgresCodable {}
extension HostID: PostgresCodable {}
extension LeaseEpoch: PostgresCodable {}
extension Generation: PostgresCodable {}
extension OperationKind: PostgresCodable {}

extension Timestamp {
    /// A `timestamptz` as the store reads it: microseconds since 1970, computed by the database.
    static func sql(_ expression: String) -> String {
        "(extract(epoch FROM \(expression)) * 1000000)::bigint"
    }
}

extension Port {
    /// A port as an `integer` column holds it.
    var column: Int { Int(rawValue) }
}
