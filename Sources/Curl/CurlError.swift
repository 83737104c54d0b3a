/// Why a request got no complete answer.
public struct CurlError: Error, Sendable, CustomStringConvertible {
    /// What went wrong. A struct, so that a new case breaks nobody.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Wrapped: String {
            case invalidRequest
            case resolve
            case connect
            case tls
            case deadlineExceeded
            case cancelled
            case connectionLost
            case responseTooLarge
            case protocolViolation
            case closed
            case internalFailure
        }

        private let wrapped: Wrapped

        /// The request cannot be sent as it is.
        public static let invalidRequest = Self(wrapped: .invalidRequest)
        /// The host's name has no address.
        public static let resolve = Self(wrapped: .resolve)
        /// No connection could be made.
        public static let connect = Self(wrapped: .connect)
        /// The TLS handshake failed, or the certificate is not to be trusted.
        public static let tls = Self(wrapped: .tls)
        /// The request's deadline passed.
        public static let deadlineExceeded = Self(wrapped: .deadlineExceeded)
        /// The calling task was cancelled.
        public static let cancelled = Self(wrapped: .cancelled)
        /// The connection broke, before or after the answer began.
        public static let connectionLost = Self(wrapped: .connectionLost)
        /// The answer is larger than the request allows.
        public static let responseTooLarge = Self(wrapped: .responseTooLarge)
        /// What came back is not HTTP.
        public static let protocolViolation = Self(wrapped: .protocolViolation)
        /// The client was closed.
        public static let closed = Self(wrapped: .closed)
        /// libcurl failed in a way that has nothing to do with the other side.
        public static let internalFailure = Self(wrapped: .internalFailure)

        /// The code's name.
        public var description: String { wrapped.rawValue }
    }

    /// What went wrong.
    public let code: Code
    /// A sentence for people. Holds no header and no body.
    public let message: String
    /// False only when no byte of the request can have reached the server: its name, the connection or the TLS
    /// handshake failed, or it never got that far.
    public let requestMayHaveBeenSent: Bool
    /// libcurl's own number (`CURLE_…`), when it came from there.
    public let curlCode: Int?

    /// Names each part.
    public init(_ code: Code, _ message: String, requestMayHaveBeenSent: Bool, curlCode: Int? = nil) {
        self.code = code
        self.message = message
        self.requestMayHaveBeenSent = requestMayHaveBeenSent
        self.curlCode = curlCode
    }

    /// The message.
    public var description: String { message }
}
