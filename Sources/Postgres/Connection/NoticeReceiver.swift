import CPostgres
import Logging

/// Writes the server's notices to the log at debug, where libpq would print them on standard error.
final class NoticeReceiver: Sendable {
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    @unsafe func receive(_ result: OpaquePointer) {
        // The result belongs to libpq and is gone after this call: read here, keep strings only.
        func field(_ code: CInt) -> String {
            guard let text = unsafe PQresultErrorField(result, code) else { return "" }
            return unsafe String(cString: text)
        }
        let state = SQLState(rawValue: field(moorage_diag_sqlstate))
        let message = ServerMessage.withoutValues(field(moorage_diag_message_primary), state: state)
        logger.debug(
            "The database server sent a notice.",
            metadata: [
                LogKey.severity: "\(field(moorage_diag_severity))",
                LogKey.sqlState: "\(state)",
                LogKey.notice: "\(message)",
            ]
        )
    }
}
