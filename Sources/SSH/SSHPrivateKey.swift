/// A private key in OpenSSH format (`-----BEGIN OPENSSH PRIVATE KEY-----`), handed to libssh2 from memory.
public struct SSHPrivateKey: Sendable, CustomStringConvertible {
    private let text: String

    /// Wraps the text of an unencrypted OpenSSH private key.
    public init(openSSH text: String) { self.text = text }

    /// Hands the text out.
    public func reveal() -> String { text }

    /// Always `***`.
    public var description: String { "***" }
}
