/// A private key in OpenSSH format (`-----BEGIN OPENSSH PRIVATE KEY-----`), handed to libssh2 from memory.
package struct SSHPrivateKey: Sendable, CustomStringConvertible {
    private let text: String

    /// Wraps the text of an unencrypted OpenSSH private key.
    package init(openSSH text: String) { self.text = text }

    /// Hands the text out.
    package func reveal() -> String { text }

    /// Always `***`.
    package var description: String { "***" }
}
