/// Where a server listens: a host and a port, e.g. `127.0.0.1:8080` or `[::1]:8080`.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, without brackets.
    public let host: String
    /// 0 to 65535; 0 lets the system choose.
    public let port: Int

    /// Names both.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Returns nil unless `text` is a host, a colon and a port; an IPv6 address stands in brackets.
    public init?(_ text: String) {
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

    /// As it is written in a URL.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
