internal import Workspaces

/// A workspace's log, rendered so that it is readable without JavaScript; the script adds new lines.
struct LogView: Sendable {
    private static let levels = ["debug", "info", "warning", "error"]

    /// Lines that fit into the box without scrolling.
    private static let few = 16

    let workspace: Workspace
    let window: LogWindow
    /// The lowest level to show; anything else shows all.
    let level: String

    private var address: String { ConsolePath.workspace(workspace) }

    var html: HTML {
        """
        <section class="card" aria-labelledby="log-heading">
        <div class="heading"><h2 id="log-heading">Log</h2>
        <p id="log-status" role="status" aria-live="polite"></p></div>
        <form class="inline" id="log-filter" method="get" action="\(address)#log">
        \(place)
        <label for="level">Show</label>
        <select id="level" name="level">\(Self.levels.map(option))</select>
        <button id="level-apply">Show</button>
        <label id="follow-label" hidden><input type="checkbox" id="follow" checked> Follow</label>
        </form>
        \(earlier)
        <ol id="log" class="log \(shown)\(height)" tabindex="0" role="log" aria-live="off" aria-label="Log lines"
        \(source)>\(window.rows.map(Self.row))</ol>
        \(later)
        </section>
        """
    }

    /// Where the script continues reading; an older part does not grow.
    private var source: HTML {
        guard !window.hasLater else { return "" }
        let list = ConsolePath.logs(workspace)
        return #"data-stream="\#(list)stream/" data-list="\#(list)" data-last="\#(window.rows.last?.number ?? 0)""#
    }

    /// Keeps the shown part when the level changes.
    private var place: HTML {
        guard window.hasLater, let first = window.rows.first?.number else { return "" }
        return #"<input type="hidden" name="after" value="\#(first - 1)">"#
    }

    private var earlier: HTML {
        guard window.hasEarlier, let first = window.rows.first?.number else { return "" }
        return """
            <p class="pager"><a href="\(address)?before=\(first)\(chosen)#log-heading" rel="prev" id="earlier">Earlier lines</a></p>
            """
    }

    private var later: HTML {
        guard window.hasLater, let first = window.rows.first?.number, let last = window.rows.last?.number else {
            return ""
        }
        let newest: HTML = Self.levels.contains(level) ? "?level=\(level)" : ""
        return """
            <p class="pager"><a href="\(address)?after=\(last)\(chosen)#log-heading" rel="next">Later lines</a>
            <a href="\(address)\(newest)#log-heading">Newest lines</a> <span>Lines \(first) to \(last)</span></p>
            """
    }

    /// The level, as an additional query parameter.
    private var chosen: HTML { Self.levels.contains(level) ? "&amp;level=\(level)" : "" }

    /// A short part that does not grow needs no tall box.
    private var height: HTML {
        let isQuiet = workspace.operation == nil && WorkspaceStatus.isResting(workspace.status)
        return isQuiet && window.rows.count < Self.few ? " short" : ""
    }

    /// A class, because the style sheet hides lower levels.
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

    /// Its number is a permanent link to it, however old the line becomes.
    private static func row(_ row: LogRow) -> HTML {
        let level = levels.contains(row.level) ? row.level : "info"
        let moment = row.timestamp?.text(.milliseconds) ?? ""
        let time = moment.dropFirst("2026-11-21T".count).dropLast()
        return """
            <li id="line-\(row.number)" class="\(level)"><a href="?line=\(row.number)#line-\(row.number)" \
            aria-label="Link to line \(row.number)">\(row.number)</a> <time datetime="\(moment)" title="\(moment)">\(time)</time> \
            <span class="level">\(row.level)</span> <span class="message">\(row.message)</span></li>
            """
    }
}
