internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// What an installer on a machine calls, with its one-time token in `Authorization: Bearer mre_…`.
struct RegistrationEndpoints: Sendable {
    static let path = "/api/register-bare-metal/"

    let hosts: any HostStore
    /// The line that lets the daemon in, for `authorized_keys`.
    let publicKey: String

    var all: [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: Self.path,
                summary: "For installers: our public key, and how the enrolment of the token stands.",
                access: .anyone,
                answer: .init(record: MachineRegistration.self),
                handle: { call in
                    guard let enrolment = try await hosts.enrolment(token: Self.digest(call)) else {
                        throw Self.unknown
                    }
                    return try .json(MachineRegistration(enrolment, publicKey: publicKey))
                }
            ),
            Endpoint(
                method: .post,
                path: Self.path,
                summary:
                    "For installers: reports the machine. A token is good for one machine, whose report may be corrected "
                    + "until it is accepted; the verdict comes within minutes, once our key is let in.",
                access: .anyone,
                body: [HostFields.fingerprint, HostFields.address, HostFields.port, HostFields.user],
                answer: .init(status: .accepted, record: MachineRegistration.self),
                handle: report
            ),
        ]
    }

    private static var unknown: APIError {
        APIError(
            .unauthorized,
            "The token is unknown, used or over; make a new one.",
            headers: [.wwwAuthenticate: "Bearer"]
        )
    }

    private static func digest(_ call: Call) throws(APIError) -> [UInt8] {
        let parts = (call.request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].hasPrefix(HostEndpoints.tokenPrefix) else {
            throw unknown
        }
        return RandomToken.digest(String(parts[1]))
    }

    private func report(_ call: Call) async throws -> Response {
        let digest = try Self.digest(call)
        let address = try call.fields.optionalText(HostFields.address) ?? call.context.clientAddress
        let report = try HostFields.report(call.fields, address: address)
        guard let enrolment = try await hosts.enrolment(token: digest) else { throw Self.unknown }
        guard enrolment.takesAnyAddress || report.address == call.context.clientAddress else {
            throw APIError(
                .conflict,
                "address is not \(call.context.clientAddress), from where this request comes. Leave it out, or ask staff for a "
                    + "token, with which any address can be named."
            )
        }
        guard enrolment.takesAnyAddress || !OwnAddress.contains(report.address) else {
            throw APIError(
                .conflict,
                "address is \(report.address), which from here is this server itself or nobody. Run the installer on a machine "
                    + "that reaches this server over a network, or ask staff for a token."
            )
        }
        if let reported = try await hosts.report(report, token: digest) {
            return try .json(MachineRegistration(reported, publicKey: publicKey), status: .accepted)
        }
        // An installer whose answer was lost says the same again.
        guard let known = try await hosts.enrolment(token: digest), known.report == report else { throw Self.unknown }
        return try .json(MachineRegistration(known, publicKey: publicKey), status: .accepted)
    }
}
