internal import Postgres

extension PostgresMigration {
    /// Times in shared columns without a time zone are in UTC.
    static let timeZones = PostgresMigration(
        version: 11,
        name: "time_zones",
        sql: #"""
            -- These write moments in the client's session, whose time zone may be any.
            ALTER FUNCTION moorage.complete_workspace() SET timezone = 'UTC';
            ALTER FUNCTION moorage.keep_projection() SET timezone = 'UTC';
            """#
    )
}
