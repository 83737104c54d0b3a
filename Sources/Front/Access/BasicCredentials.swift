internal import FoundationEssentials
internal import Workspaces

/// The e-mail and password of HTTP Basic (RFC 7617), in UTF-8.
struct BasicCredentials: Sendable {
    let email: String
    let password: Secret<String>

    /// Returns nil if the header's value is malformed.
    init?(_ parameter: some StringProtocol) {
        // By bytes: a combining mark at the start of the password would form one character with the colon.
        guard let data = Data(base64Encoded: String(parameter)), let colon = data.firstIndex(of: UInt8(ascii: ":")),
            let email = String(validating: data[..<colon], as: UTF8.self),
            let password = String(validating: data[data.index(after: colon)...], as: UTF8.self)
        else { return nil }
        self.init(email: email, password: Secret(password))
    }

    /// The credentials of a body or a form.
    init(_ fields: Fields) throws(APIError) {
        self.init(
            email: try fields.text(AccountFields.email),
            password: Secret(try fields.text(AccountFields.password))
        )
    }

    private init(email: String, password: Secret<String>) {
        self.email = email
        self.password = password
    }
}
