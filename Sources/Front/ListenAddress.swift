/// Where a server listens: a host and a port, e.g. `127.0.0.1:8080` or `[::1]:8080`.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, without brackets.
    package let host: String
    /// 0 to 65535; 0 lets the system choose.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Returns nil unless `text` is a host, a colon and a port; an IPv6 address must be in brackets.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let bare = isBracketed ? host.dropFirst().dropLast() : host
        guard !bare.isEmpty, isBracketed == bare.contains(":"), !bare.contains("["), !bare.contains("]") else {
            return nil
        }
        self.init(host: String(bare), port: Int(port))
    }

    /// In the form for a URL.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
