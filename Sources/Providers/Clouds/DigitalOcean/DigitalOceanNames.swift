import Workspaces

/// The API's rules for names, checked before anything is sent, because its own messages are vague.
enum DigitalOceanNames {
    /// The API's limit for user data.
    static let maximumUserDataBytes = 64 * 1024
    /// The longest host name (RFC 1035).
    static let maximumNameLength = 253
    /// The longest label of a host name.
    static let maximumLabelLength = 63
    /// The API's limit for a tag.
    static let maximumTagLength = 255

    static func check(_ configuration: DigitalOceanConfiguration) throws(ProviderError) {
        let tag = configuration.installationTag
        // The tag is also the firewall's name, which must begin with a letter or digit and must not contain `_` or `:`.
        guard isHostName(tag), tag.utf8.count > 1, !tag.contains(".") else {
            throw ProviderError(.permanent, "\"\(tag)\" is not a valid tag of an installation: use a-z, 0-9 and -.")
        }
        for source in configuration.sshSources where !isNetwork(source) {
            throw ProviderError(
                .permanent,
                "MOORAGE_SSH_SOURCES holds \"\(source)\", which is no network such as 203.0.113.0/24."
            )
        }
        guard !configuration.image.isEmpty else {
            throw ProviderError(.permanent, "MOORAGE_DROPLET_IMAGE is empty.")
        }
    }

    static func check(_ intent: ServerIntent, userData: String) throws(ProviderError) {
        guard isHostName(intent.name) else {
            throw ProviderError(
                .permanent,
                "\"\(intent.name)\" is not a valid droplet name: it must be a host name of a-z, 0-9, - and dots."
            )
        }
        for tag in intent.tags where !isTag(tag) {
            throw ProviderError(
                .permanent,
                "\"\(tag)\" cannot be a droplet's tag: use a-z, 0-9, _, : and -, at most 255 of them."
            )
        }
        guard userData.utf8.allSatisfy({ $0 < 0x80 && $0 != 0 }) else {
            // The API accepted four-byte characters, and the droplets vanished.
            throw ProviderError(.permanent, "The user data of \(intent.name) contains characters that are not ASCII.")
        }
        guard userData.utf8.count <= maximumUserDataBytes else {
            throw ProviderError(
                .permanent,
                "The user data of \(intent.name) has \(userData.utf8.count) bytes; DigitalOcean takes \(maximumUserDataBytes)."
            )
        }
    }

    /// Whether a droplet has the installation's tag, or a name such as `adim-<workspace>-<installation>-g1-<nonce>`.
    static func isOurs(_ droplet: DigitalOceanAPI.Droplet, installationTag tag: String) -> Bool {
        if droplet.tags?.contains(where: { $0.lowercased() == tag }) ?? false { return true }
        let installation = tag.split(separator: "-").last ?? ""
        let parts = droplet.name.split(separator: "-")
        return parts.count == 5 && parts[0] == "adim" && parts[2] == installation && parts[3].hasPrefix("g")
    }

    static func isHostName(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= maximumNameLength else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.utf8.first, let last = label.utf8.last, label.utf8.count <= maximumLabelLength
            else {
                return false
            }
            return isLetterOrDigit(first) && isLetterOrDigit(last)
                && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D }
        }
    }

    /// Lower case only: a tag's first spelling counts, and URLs must repeat it.
    static func isTag(_ text: String) -> Bool {
        (1...maximumTagLength).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x3A }
    }

    /// An address, or a network in CIDR notation.
    static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let isVersion4 = isIPv4(parts[0])
        guard isVersion4 || DigitalOceanIPv6.groups(parts[0]) != nil else { return false }
        guard parts.count == 2 else { return true }
        guard let length = UInt8(parts[1]) else { return false }
        return length <= (isVersion4 ? 32 : 128)
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
}

/// IPv6 addresses as texts: one address has many spellings.
enum DigitalOceanIPv6 {
    /// The eight groups of an address; nil if the text is not one. An embedded IPv4 address is not supported, because
    /// the API does not return any.
    static func groups(_ text: some StringProtocol) -> [UInt16]? {
        let text = String(text)
        guard let gap = text.firstRange(of: "::") else {
            let groups = parse(text)
            return groups?.count == 8 ? groups : nil
        }
        let tail = String(text[gap.upperBound...])
        guard !tail.contains("::"), let front = parse(String(text[..<gap.lowerBound])), let back = parse(tail),
            front.count + back.count < 8
        else { return nil }
        return front + Array(repeating: 0, count: 8 - front.count - back.count) + back
    }

    private static func parse(_ text: String) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard (1...4).contains(part.utf8.count), !part.hasPrefix("+"), let group = UInt16(part, radix: 16) else {
                return nil
            }
            groups.append(group)
        }
        return groups
    }
}
