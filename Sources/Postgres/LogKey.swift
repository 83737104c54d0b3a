/// The metadata keys of this module's log lines.
enum LogKey {
    static let attempt = "postgres.attempt"
    static let database = "postgres.database"
    static let delay = "postgres.delay"
    static let error = "postgres.error"
    static let folder = "postgres.cluster.folder"
    static let migration = "postgres.migration"
    static let notice = "postgres.notice"
    static let process = "postgres.process"
    static let severity = "postgres.severity"
    static let sqlState = "postgres.sqlstate"
}
