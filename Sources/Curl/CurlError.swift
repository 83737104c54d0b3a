/// Why a request got no complete answer.
package struct CurlError: Error, Sendable, CustomStringConvertible {
    /// What went wrong. A struct, so that a new case breaks nobody.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
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
        package static let invalidRequest = Self(wrapped: .invalidRequest)
        /// The host's name has no address.
        package static let resolve = Self(wrapped: .resolve)
        /// No connection could be made.
        package static let connect = Self(wrapped: .connect)
        /// The TLS handshake failed, or the certificate is not to be trusted.
        package static let tls = Self(wrapped: .tls)
        /// The request's deadline passed.
        package static let deadlineExceeded = Self(wrapped: .deadlineExceeded)
        /// The calling task was cancelled.
        package static let cancelled = Self(wrapped: .cancelled)
        /// The connection broke, before or after the answer began.
        package static let connectionLost = Self(wrapped: .connectionLost)
        /// The answer is larger than the request allows.
        package static let responseTooLarge = Self(wrapped: .responseTooLarge)
        /// What came back is not HTTP.
        package static let protocolViolation = Self(wrapped: .protocolViolation)
        /// The client was closed.
        package static let closed = Self(wrapped: .closed)
        /// libcurl failed in a way that has nothing to do with the other side.
        package static let internalFailure = Self(wrapped: .internalFailure)

        /// The code's name.
        package var description: String { wrapped.rawValue }
    }

    /// What went wrong.
    package let code: Code
    /// A sentence for people. Holds no header and no body.
    package let message: String
    /// False only when no byte of the request can have reached the server: its name, the connection or the TLS
    /// handshake failed, or it never got that far.
    package let requestMayHaveBeenSent: Bool
    /// libcurl's own number (`CURLE_…`), when it came from there.
    package let curlCode: Int?

    package init(_ code: Code, _ message: String, requestMayHaveBeenSent: Bool, curlCode: Int? = nil) {
        self.code = code
        self.message = message
        self.requestMayHaveBeenSent = requestMayHaveBeenSent
        self.curlCode = curlCode
    }

    /// The message.
    package var description: String { message }
}
