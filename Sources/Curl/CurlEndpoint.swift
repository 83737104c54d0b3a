/// Where a connection really goes, whatever the URL's host and port say.
///
/// The certificate is still verified against the URL's host.
package struct CurlEndpoint: Hashable, Sendable {
    /// A host name or an address; an IPv6 address without brackets.
    package let host: String
    /// The TCP port.
    package let port: UInt16

    /// Names both parts.
    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}
