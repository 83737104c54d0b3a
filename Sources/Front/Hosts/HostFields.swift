internal import SSH
internal import Workspaces

/// The fields needed to reach a machine.
enum HostFields {
    private static let addresses = "^[A-Za-z0-9.:][A-Za-z0-9.:-]*$"

    static let address = Field(
        "address",
        .text(1...253),
        pattern: addresses,
        "A name or an address; if absent, the address that the request comes from."
    )
    static let requiredAddress = Field(
        "address",
        .text(1...253),
        required: true,
        pattern: addresses,
        "A name or an address."
    )
    static let port = Field("ssh_port", .integer(1...65535), "The port of its SSH server; 22 if absent.")
    static let user = Field(
        "ssh_user",
        .text(1...32),
        pattern: "^[A-Za-z0-9_][A-Za-z0-9_-]*$",
        "The user that admits our key; root if absent."
    )
    static let fingerprint = Field(
        "fingerprint",
        .text(1...100),
        required: true,
        pattern: "^SHA256:[A-Za-z0-9+/]{43}$",
        "SHA256:… of its Ed25519 or ECDSA host key, as ssh-keygen -l prints it on the machine."
    )
    static let name = Field.name(0...100, "Your name for it.")
    static let isShared = Field("shared", .bool, "Whether it accepts every user's workspaces; for staff only.")

    /// A body's description of a machine.
    ///
    /// - Parameter address: the address in the body, or its default.
    static func report(_ fields: Fields, address: String) throws(APIError) -> EnrolmentReport {
        let fingerprint = try fields.text(fingerprint)
        guard HostKeyPin(keyType: .ed25519, fingerprint: fingerprint) != nil else {
            throw .field("fingerprint", "must be SHA256: and 43 characters, as ssh-keygen -l prints it on the machine.")
        }
        guard address.utf8.allSatisfy({ $0.isASCIILetterOrDigit || [0x2D, 0x2E, 0x3A].contains($0) }),
            !address.hasPrefix("-")
        else { throw .field("address", "must be a host name or an IP address.") }
        let user = try fields.optionalText(user) ?? "root"
        guard user.utf8.allSatisfy({ $0.isASCIILetterOrDigit || [0x2D, 0x5F].contains($0) }), !user.hasPrefix("-")
        else {
            throw .field("ssh_user", "must be the name of a Unix user.")
        }
        return EnrolmentReport(
            address: address,
            port: try fields.optionalInteger(port) ?? 22,
            user: user,
            fingerprint: fingerprint
        )
    }
}
