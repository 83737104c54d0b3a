internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// Logging in and out.
struct LoginPages: Sendable {
    let sessions: Sessions

    func form(_ call: ConsoleCall) -> Response {
        let next = Self.place(call.query("next"))
        guard call.caller == nil else { return ConsolePage.redirect(to: next) }
        return page(next: next, email: "", problem: nil).response()
    }

    func logIn(_ call: ConsoleCall) async throws -> Response {
        let next = Self.place(call.form["next"])
        do {
            let fields = call.form.fields([AccountFields.email, AccountFields.password])
            let (_, cookie) = try await sessions.open(BasicCredentials(fields), call.context)
            return ConsolePage.redirect(to: next, headers: [.setCookie: cookie])
        } catch let error as APIError {
            var headers = error.headers
            headers[.wwwAuthenticate] = nil
            return page(next: next, email: call.form["email"], problem: error.detail)
                .response(error.status, headers: headers)
        }
    }

    func logOut(_ call: ConsoleCall) async throws -> Response {
        ConsolePage.redirect(to: "/login/", headers: [.setCookie: try await sessions.close(call.caller)])
    }

    private func page(next: String, email: String, problem: String?) -> ConsolePage {
        ConsolePage(
            title: "Log in",
            caller: nil,
            content: """
                <h1>Log in</h1>
                <form class="card narrow" method="post" action="/login/">
                <input type="hidden" name="next" value="\(next)">
                <label for="email">E-mail</label>
                <input id="email" name="email" type="email" autocomplete="username" required maxlength="255"
                value="\(email)">
                <label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required
                maxlength="1024">
                <button class="primary">Log in</button>
                </form>
                """,
            problem: problem
        )
    }

    /// A path of this console; anything else, such as another site's address, becomes the first page.
    static func place(_ text: String) -> String {
        guard text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 500,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C && $0 != 0x22 && $0 != 0x3C })
        else { return "/" }
        return text
    }

    /// As a value in a query.
    static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if byte.isASCIILetterOrDigit || [0x2D, 0x2E, 0x2F, 0x5F].contains(byte) {
                encoded.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
