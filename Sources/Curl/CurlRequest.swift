/// One HTTP request. It is sent at most once, and a redirect is an answer like any other.
package struct CurlRequest: Sendable, CustomStringConvertible {
    /// The supported request methods.
    package enum Method: String, Sendable, CaseIterable {
        /// Reads.
        case get = "GET"
        /// Creates something; neither safe nor repeatable.
        case post = "POST"
        /// Replaces.
        case put = "PUT"
        /// Changes a part of something; not repeatable in general.
        case patch = "PATCH"
        /// Removes.
        case delete = "DELETE"

        /// Whether sending it twice has the same effect as sending it once (RFC 9110, section 9.2.2).
        var isIdempotent: Bool {
            switch self {
            case .get, .put, .delete: true
            case .post, .patch: false
            }
        }
    }

    /// Enough time for a slow API, and short enough that nobody thinks the daemon is dead.
    package static let defaultDeadline = Duration.seconds(30)
    /// A page of 200 servers of a cloud is about 0.5 MB.
    package static let defaultMaximumResponseBytes = 8 * 1024 * 1024

    /// The method.
    package var method: Method
    /// An absolute `https` URL, or `http` if the host is loopback or ``allowsPlainHTTP`` is set.
    package var url: String
    /// The headers, sent in this order.
    package var headers: [CurlHeader]
    /// The body; nil sends none.
    package var body: [UInt8]?
    /// How long the whole exchange may take, from the call of ``CurlClient/execute(_:)`` to the last byte of the
    /// answer.
    package var deadline: Duration
    /// The longest accepted body.
    package var maximumResponseBytes: Int
    /// A file of PEM certificates to trust instead of the system's.
    package var certificateAuthorityFile: String?
    /// Where to connect to instead of the URL's host and port.
    package var connectTo: CurlEndpoint?
    /// Whether the request may go to another machine over plain http, which everybody on the way can read.
    package var allowsPlainHTTP: Bool

    /// Sets each part; only method and URL have no default.
    package init(
        _ method: Method,
        _ url: String,
        headers: [CurlHeader] = [],
        body: [UInt8]? = nil,
        deadline: Duration = Self.defaultDeadline,
        maximumResponseBytes: Int = Self.defaultMaximumResponseBytes,
        certificateAuthorityFile: String? = nil,
        connectTo: CurlEndpoint? = nil,
        allowsPlainHTTP: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.maximumResponseBytes = maximumResponseBytes
        self.certificateAuthorityFile = certificateAuthorityFile
        self.connectTo = connectTo
        self.allowsPlainHTTP = allowsPlainHTTP
    }

    /// Refuses what ``CurlClient/execute(_:)`` would refuse before it sends anything.
    ///
    /// - Throws: ``CurlError`` with code `invalidRequest`.
    package func check() throws(CurlError) { try CurlRequestCheck.check(self) }

    /// Method and URL, without headers and body, which may be secret.
    package var description: String { "\(method.rawValue) \(url)" }
}

extension CurlRequest: CustomReflectable {
    /// A mirror of only the description, because a body may be confidential.
    package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

/// A header of a request.
package struct CurlHeader: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let name: String
    /// The value.
    package let value: String
    /// Whether the value is left out of every description.
    package let isSecret: Bool

    package init(_ name: String, _ value: String, isSecret: Bool = false) {
        self.name = name
        self.value = value
        self.isSecret = isSecret
    }

    /// Name and value; a secret value prints as `***`.
    package var description: String { "\(name): \(isSecret ? "***" : value)" }
}

extension CurlHeader: CustomReflectable {
    /// A mirror of only the description, so that `dump` shows no secret value.
    package var customMirror: Mirror { Mirror(self, children: ["header": description]) }
}

/// The actual target of a connection, whatever the URL's host and port say.
///
/// The certificate is still verified against the URL's host.
package struct CurlEndpoint: Hashable, Sendable {
    /// A host name or an address; an IPv6 address without brackets.
    package let host: String
    /// The TCP port.
    package let port: UInt16

    /// Sets both parts.
    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}
