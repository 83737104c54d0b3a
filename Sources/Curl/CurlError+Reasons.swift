internal import CCurl

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
            "The answer is larger than the \(limit) bytes that are accepted.",
            requestMayHaveBeenSent: true
        )
    }

    /// Checks a return value of libcurl's easy interface, at the moment of setting a transfer up.
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

    /// libcurl's words for one of its codes.
    static func text(of code: CURLcode) -> String {
        unsafe String(cString: curl_easy_strerror(code))
    }
}

extension CurlError.Code {
    /// The class of one of libcurl's codes.
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
