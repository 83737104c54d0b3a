internal import PlatformStore

/// A workspace's log: rendered as far as it is there, so that it reads without JavaScript; the script adds what comes.
struct LogView: Sendable {
    private static let levels = ["debug", "info", "warning", "error"]

    let workspace: WorkspaceRecord
    /// Oldest first.
    let rows: [LogRecord]
    /// The lowest level to show; anything else shows all.
    let level: String

    var html: HTML {
        let last = rows.last?.number ?? 0
        let list = ConsolePath.logs(workspace)
        return """
            <section class="card" aria-labelledby="log-heading">
            <div class="heading"><h2 id="log-heading">Log</h2>
            <p id="log-status" role="status" aria-live="polite"></p></div>
            <form class="inline" id="log-filter" method="get" action="\(ConsolePath.workspace(workspace))#log">
            <label for="level">Show</label>
            <select id="level" name="level">\(Self.levels.map(option))</select>
            <button id="level-apply">Show</button>
            <label id="follow-label" hidden><input type="checkbox" id="follow" checked> Follow</label>
            </form>
            <ol id="log" class="log \(shown)" tabindex="0" role="log" aria-live="off" aria-label="Log lines"
            data-stream="\(list)stream/" data-list="\(list)" data-last="\(last)">\(rows.map(Self.row))</ol>
            </section>
            """
    }

    /// As a class, for the style sheet hides what is below it.
    private var shown: HTML {
        switch level {
        case "info": "from-info"
        case "warning": "from-warning"
        case "error": "from-error"
        default: "from-debug"
        }
    }

    private func option(_ name: String) -> HTML {
        let selected: HTML = name == level ? " selected" : ""
        let text = name == "debug" ? "everything" : name == "error" ? "errors only" : "\(name) and above"
        return #"<option value="\#(name)"\#(selected)>\#(text)</option>"#
    }

    private static func row(_ row: LogRecord) -> HTML {
        let level = levels.contains(row.level) ? row.level : "info"
        let time = row.timestamp.split(separator: "T").last.map { $0.prefix(12) } ?? ""
        return """
            <li id="line-\(row.number)" class="\(level)"><a href="#line-\(row.number)" \
            aria-label="Link to line \(row.number)">\(row.number)</a> <time datetime="\(row.timestamp)">\(time)</time> \
            <span class="level">\(row.level)</span> <span class="message">\(row.message)</span></li>
            """
    }
}
