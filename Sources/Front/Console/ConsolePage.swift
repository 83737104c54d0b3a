internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// A page of the console: what is around its content, and the headers that keep it alone in the browser.
struct ConsolePage: Sendable {
    /// Nothing but our own files, no inline code, no frames, no forms to elsewhere: even markup that got into a page by
    /// a mistake of ours could load and send nothing.
    static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; \
        base-uri 'none'; frame-ancestors 'none'
        """

    /// Where a page stands in the navigation.
    enum Place: Sendable, Hashable {
        /// It is the one at this address of the navigation.
        case at(String)
        /// It is reached from there.
        case within(String)
    }

    let title: String
    /// Who is logged in; nil on the pages in front of that.
    let caller: Caller?
    let content: HTML
    /// A refusal to show above the content.
    var problem: String?
    /// Nil for pages that belong to none.
    var place: Place?
    /// Whether the page asks for itself again while it is looked at (needs JavaScript).
    var isLive = false

    func response(_ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.contentSecurityPolicy] = Self.policy
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: document.text))
        )
    }

    /// Sends the browser to another page of ours, which it gets with GET.
    static func redirect(to path: String, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.location] = path
        return Response(status: .seeOther, headers: headers)
    }

    var document: HTML {
        let live: HTML = isLive ? #" data-live="page""# : ""
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title) · Moorage</title>
            <link rel="stylesheet" href="\(ConsoleAssets.style.address)">
            <script src="\(ConsoleAssets.script.address)" defer></script>
            </head>
            <body\(live)>
            <a class="skip" href="#content">Skip to the content</a>
            <header>
            <a class="mark" href="/">Moorage</a>
            \(caller.map(navigation))
            </header>
            <main id="content" tabindex="-1">
            \(problem.map { "<p class=\"problem\" role=\"alert\">\($0)</p>" as HTML })
            \(content)
            </main>
            </body>
            </html>

            """
    }

    /// Where the reader is, the style sheet shows and screen readers say.
    private func entry(_ path: String, _ name: String) -> HTML {
        let current: HTML =
            switch place {
            case .at(path): #" aria-current="page""#
            case .within(path): #" aria-current="true""#
            default: ""
            }
        return #"<li><a href="\#(path)"\#(current)>\#(name)</a></li>"#
    }

    private func navigation(_ caller: Caller) -> HTML {
        """
        <nav aria-label="Main"><ul>
        \(entry("/", "Workspaces"))
        \(entry("/hosts/", "Hosts"))
        \(caller.isStaff ? entry("/operators/", "Operators") : nil)
        </ul></nav>
        <form method="post" action="/logout/">
        <span class="who">\(HTML.name(caller.account.email))</span>
        <button class="quiet">Log out</button>
        </form>
        """
    }
}
