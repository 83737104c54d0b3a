internal import CCurl

/// Why a request got no complete answer.
package struct CurlError: Error, Sendable, CustomStringConvertible {
    /// What went wrong. A struct, so that a new case is not a breaking change.
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

        /// The request is invalid and cannot be sent.
        package static let invalidRequest = Self(wrapped: .invalidRequest)
        /// The host's name has no address.
        package static let resolve = Self(wrapped: .resolve)
        /// No connection could be made.
        package static let connect = Self(wrapped: .connect)
        /// The TLS handshake failed, or the certificate is not trusted.
        package static let tls = Self(wrapped: .tls)
        /// The request's deadline passed.
        package static let deadlineExceeded = Self(wrapped: .deadlineExceeded)
        /// The calling task was cancelled.
        package static let cancelled = Self(wrapped: .cancelled)
        /// The connection broke, before or after the answer began.
        package static let connectionLost = Self(wrapped: .connectionLost)
        /// The answer is larger than the request allows.
        package static let responseTooLarge = Self(wrapped: .responseTooLarge)
        /// The answer is not HTTP.
        package static let protocolViolation = Self(wrapped: .protocolViolation)
        /// The client was closed.
        package static let closed = Self(wrapped: .closed)
        /// libcurl failed for a reason unrelated to the server.
        package static let internalFailure = Self(wrapped: .internalFailure)

        /// The code's name.
        package var description: String { wrapped.rawValue }
    }

    /// What went wrong.
    package let code: Code
    /// A sentence for people. Contains no header and no body.
    package let message: String
    /// False only if no byte of the request can have reached the server, because resolving, connecting or the TLS
    /// handshake failed, or because it never got that far.
    package let requestMayHaveBeenSent: Bool
    /// libcurl's own number (`CURLE_…`), if the error came from libcurl.
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

extension CurlError {
    static func cancelled(requestMayHaveBeenSent: Bool) -> Self {
        Self(.cancelled, "The request was cancelled.", requestMayHaveBeenSent: requestMayHaveBeenSent)
    }

    static func closed(requestMayHaveBeenSent: Bool) -> Self {
        Self(.closed, "The HTTP client was closed.", requestMayHaveBeenSent: requestMayHaveBeenSent)
    }

    static func invalidRequest(_ message: String) -> Self {
        Self(.invalidRequest, message, requestMayHaveBeenSent: false)
    }

    static func responseTooLarge(limit: Int) -> Self {
        Self(
            .responseTooLarge,
            "The answer is larger than the accepted \(limit) bytes.",
            requestMayHaveBeenSent: true
        )
    }

    /// Checks a return value of libcurl's easy interface while a transfer is set up.
    static func check(_ code: CURLcode, _ operation: String) throws(CurlError) {
        guard code == CURLE_OK else {
            throw CurlError(
                .internalFailure,
                "libcurl refused \(operation): \(text(of: code)).",
                requestMayHaveBeenSent: false,
                curlCode: Int(code.rawValue)
            )
        }
    }

    /// Checks a return value of libcurl's multi interface.
    static func check(_ code: CURLMcode, _ operation: String) throws(CurlError) {
        guard code == CURLM_OK else {
            let text = unsafe String(cString: curl_multi_strerror(code))
            throw CurlError(
                .internalFailure,
                "libcurl refused \(operation): \(text).",
                requestMayHaveBeenSent: false,
                curlCode: Int(code.rawValue)
            )
        }
    }

    /// libcurl's message for one of its codes.
    static func text(of code: CURLcode) -> String {
        unsafe String(cString: curl_easy_strerror(code))
    }
}

extension CurlError.Code {
    /// The error code for one of libcurl's codes.
    init(_ code: CURLcode) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .resolve
        case CURLE_COULDNT_CONNECT, CURLE_PROXY: self = .connect
        case CURLE_OPERATION_TIMEDOUT: self = .deadlineExceeded
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            self = .tls
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_ABORTED_BY_CALLBACK:
            self = .connectionLost
        case CURLE_FILESIZE_EXCEEDED: self = .responseTooLarge
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: self = .protocolViolation
        default: self = .internalFailure
        }
    }
}
