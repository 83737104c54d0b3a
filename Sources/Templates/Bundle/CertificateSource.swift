/// Where a workspace's certificate comes from.
package enum CertificateSource: Hashable, Codable, Sendable {
    /// The host signs its own.
    case selfSigned
    /// A public authority, asked over ACME; the mail address is for its warnings and may be empty.
    case acme(email: String)
}
