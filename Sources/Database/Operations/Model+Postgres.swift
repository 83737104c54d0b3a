internal import Orchestrator
package import Postgres
package import Workspaces

extension WorkspaceNumber: PostgresCodable {}
extension OperationID: PostgresCodable {}
extension HostID: PostgresCodable {}
extension LeaseEpoch: PostgresCodable {}
extension Generation: PostgresCodable {}
extension OperationKind: PostgresCodable {}
extension OperationStep: PostgresCodable {}

extension Timestamp: PostgresDecodable {
    /// Reads a `timestamptz`.
    package init(postgres field: PostgresField) throws(PostgresError) {
        self.init(microseconds: try field.microsecondsSince1970)
    }
}

extension Port {
    /// A port as a value of an `integer` column.
    var column: Int { Int(rawValue) }
}
