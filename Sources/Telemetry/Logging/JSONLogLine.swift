internal import Logging

/// Log events as JSON objects.
enum JSONLogLine {
    static func text(of record: LogRecord) -> String {
        var members = [
            ("time", JSONText.string(record.timestamp)), ("level", JSONText.string(record.level.rawValue)),
            ("label", JSONText.string(record.label)), ("message", JSONText.string(record.message)),
        ]
        if let error = record.error { members.append(("error", JSONText.string(error))) }
        if !record.metadata.isEmpty {
            members.append(("metadata", JSONText.object(record.metadata.map { ($0.key, JSONText.value($0.value)) })))
        }
        return JSONText.object(members)
    }
}
