/// Why a workspace's secrets could not be encoded or decoded.
///
/// It carries no cause: a decoding error quotes what it could not read.
package struct SecretsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One plain sentence without any value.
    package let message: String

    init(_ message: String) { self.message = message }

    /// The message.
    package var description: String { message }
}
