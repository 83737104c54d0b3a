internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// A page of the console: the frame around its content, and the headers that isolate it in the browser.
struct ConsolePage: Sendable {
    /// Only our own files, no inline code, no frames, no forms to other sites: even markup that got into a page by
    /// mistake could load and send nothing.
    static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; \
        base-uri 'none'; frame-ancestors 'none'
        """

    /// The page's place in the navigation.
    enum Place: Sendable, Hashable {
        /// It is the page at this address of the navigation.
        case at(String)
        /// It is reached from that page.
        case within(String)
    }

    let title: String
    /// The logged-in user; nil on pages before the log-in.
    let caller: Caller?
    let content: HTML
    /// A refusal to show above the content.
    var problem: String?
    /// Nil for pages that belong to nobody.
    var place: Place?
    /// Whether the page reloads itself while it is visible (needs JavaScript).
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

    /// Redirects the browser to another page of ours, which it fetches with GET.
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

    /// The style sheet highlights the reader's position, and screen readers announce it.
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
