public import Orchestrator
public import Postgres
public import WorkspaceModel

extension WorkspaceNumber: PostgresCodable {}
extension OperationID: PostgresCodable {}
extension HostID: PostgresCodable {}
extension LeaseEpoch: PostgresCodable {}
extension Generation: PostgresCodable {}
extension OperationKind: PostgresCodable {}

extension Timestamp: PostgresDecodable {
    /// Reads a `timestamptz`.
    public init(postgres field: PostgresField) throws(PostgresError) {
        self.init(microseconds: try field.microsecondsSince1970)
    }
}

extension Port {
    /// A port as an `integer` column holds it.
    var column: Int { Int(rawValue) }
}
