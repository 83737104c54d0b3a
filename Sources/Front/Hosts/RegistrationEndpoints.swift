internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// The calls of an installer on a machine, with its one-time token in `Authorization: Bearer mre_…`.
struct RegistrationEndpoints: Sendable {
    static let path = "/api/register-bare-metal/"

    let hosts: any HostStore
    /// The line for `authorized_keys` that admits the daemon.
    let publicKey: String

    var all: [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: Self.path,
                summary: "For installers: our public key, and the state of the token's enrolment.",
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
                    "For installers: reports the machine. A token is valid for one machine, whose report may be corrected "
                    + "until it is accepted; the result comes within minutes, once the machine admits our key.",
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
            "The token is unknown, used or expired; create a new one.",
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
                "address is not \(call.context.clientAddress), the source of this request. Omit it, or ask staff for a token that allows any address."
            )
        }
        guard enrolment.takesAnyAddress || !OwnAddress.contains(report.address) else {
            throw APIError(
                .conflict,
                "address is \(report.address), which from here is this server itself or unreachable. Run the installer on a machine "
                    + "that reaches this server over a network, or ask staff for a token."
            )
        }
        if let reported = try await hosts.report(report, token: digest) {
            return try .json(MachineRegistration(reported, publicKey: publicKey), status: .accepted)
        }
        // An installer that lost the answer sends the same report again.
        guard let known = try await hosts.enrolment(token: digest), known.report == report else { throw Self.unknown }
        return try .json(MachineRegistration(known, publicKey: publicKey), status: .accepted)
    }
}
