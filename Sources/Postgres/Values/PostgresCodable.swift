/// A type that goes both ways, alone and as the element of an array.
///
/// A type with a raw value of such a type needs no code: `extension WorkspaceNumber: PostgresCodable {}`.
package protocol PostgresCodable: PostgresEncodable, PostgresDecodable, PostgresArrayElement {}
