internal import FoundationEssentials
internal import WorkspaceModel

/// The e-mail and password of HTTP Basic (RFC 7617), in UTF-8.
struct BasicCredentials: Sendable {
    let email: String
    let password: Secret<String>

    /// Returns nil when the header's value is malformed.
    init?(_ parameter: some StringProtocol) {
        guard let data = Data(base64Encoded: String(parameter)), let text = String(validating: data, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        self.init(email: String(text[..<colon]), password: Secret(String(text[text.index(after: colon)...])))
    }

    init(email: String, password: Secret<String>) {
        self.email = email
        self.password = password
    }
}
