/// Why a workspace's secrets could not be encoded or decoded.
///
/// It carries no cause: a decoding error quotes what it could not read.
public struct SecretsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One plain sentence without any value.
    public let message: String

    init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { message }
}
