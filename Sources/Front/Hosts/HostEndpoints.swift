internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// The user's own hosts, and the tokens with which machines enrol themselves.
struct HostEndpoints: Sendable {
    /// Lets scanners for leaked secrets recognise a token.
    static let tokenPrefix = "mre_"
    /// A token is used on a machine immediately, or it is forgotten.
    private static let tokenLifetime = Duration.seconds(3600)
    /// Open tokens and unchecked machines, per user.
    private static let enrolmentLimit: Int64 = 10
    static let listLimit: Int64 = 100

    let hosts: any HostStore

    var all: [Endpoint] { hostEndpoints + enrolmentEndpoints }

    private var hostEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/hosts/",
                summary: "Lists the user's bare-metal hosts, with their reservations.",
                access: .user(.read),
                answer: .init(record: Host.self, isList: true),
                handle: { call in
                    try .json(try await hosts.hosts(owner: call.caller.id))
                }
            ),
            Endpoint(
                method: .post,
                path: "/api/hosts/",
                summary:
                    "Registers a machine that accepts our key (ssh_public_key of an enrolment). It is checked within seconds, and the enrolment shows the result. For staff; other users enrol a machine from the machine itself.",
                access: .staff,
                body: [
                    HostFields.requiredAddress, HostFields.port, HostFields.user, HostFields.fingerprint,
                    HostFields.name,
                    HostFields.isShared,
                ],
                answer: .init(status: .accepted, record: Enrolment.self),
                handle: { call in
                    let address = try call.fields.text(HostFields.requiredAddress)
                    let report = try HostFields.report(call.fields, address: address)
                    return try .json(try await enrol(call, report).0, status: .accepted)
                }
            ),
            Endpoint(
                method: .get,
                path: "/api/hosts/{host}/",
                summary: "Shows a host.",
                access: .user(.read),
                answer: .init(record: Host.self),
                handle: { call in try .json(try await host(call)) }
            ),
            Endpoint(
                method: .delete,
                path: "/api/hosts/{host}/",
                summary:
                    "Removes a bare-metal host without workspaces from the records. Everything on the machine stays.",
                access: .user(.write),
                answer: .init(status: .noContent),
                handle: remove
            ),
            Endpoint(
                method: .post,
                path: "/api/hosts/{host}/drain/",
                summary: "Places no more workspaces on a host.",
                access: .user(.write),
                answer: .init(record: Host.self),
                handle: { call in
                    let record = try await host(call)
                    try await hosts.drain(record.id)
                    return try .json(try await hosts.host(record.id) ?? record)
                }
            ),
        ]
    }

    private var enrolmentEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/hosts/enrolments/",
                summary: "Lists the user's own enrolments, newest first.",
                access: .user(.read),
                answer: .init(record: Enrolment.self, isList: true),
                handle: { call in
                    try .json(try await hosts.enrolments(of: call.caller.id, limit: Self.listLimit))
                }
            ),
            Endpoint(
                method: .post,
                path: "/api/hosts/enrolments/",
                summary:
                    "Creates a one-time token with which a machine enrols itself within an hour; only this answer contains "
                    + "it.",
                access: .user(.write),
                body: [HostFields.name, HostFields.isShared],
                answer: .init(status: .created, record: IssuedEnrolment.self),
                handle: { call in
                    let (enrolment, token) = try await enrol(call, nil)
                    return try .json(IssuedEnrolment(enrolment, .init(token: token)), status: .created)
                }
            ),
            Endpoint(
                method: .delete,
                path: "/api/hosts/enrolments/{enrolment}/",
                summary: "Withdraws an enrolment without a result: the user's own; for staff, any.",
                access: .user(.write),
                answer: .init(status: .noContent),
                handle: { call in
                    try await withdraw(call.context.number("enrolment"), for: call.caller)
                    return Response(status: .noContent)
                }
            ),
        ]
    }

    private func enrol(_ call: Call, _ report: EnrolmentReport?) async throws -> (Enrolment, token: String) {
        try await enrol(call.fields, for: call.caller, report)
    }

    /// Creates a one-time token.
    func enrol(
        _ fields: Fields,
        for caller: Caller,
        _ report: EnrolmentReport?
    ) async throws -> (Enrolment, token: String) {
        let isShared = try fields.optionalBool(HostFields.isShared) ?? false
        guard !isShared || caller.isStaff else {
            throw APIError(.forbidden, "shared is for staff only; omit it.")
        }
        let token = Self.tokenPrefix + RandomToken.secret()
        let enrolment = NewEnrolment(
            account: caller.id,
            isShared: isShared,
            name: try fields.optionalText(HostFields.name) ?? "",
            digest: RandomToken.digest(token),
            lifetime: Self.tokenLifetime,
            report: report
        )
        guard let made = try await hosts.addEnrolment(enrolment, limit: Self.enrolmentLimit) else {
            throw APIError(.conflict, "You have \(Self.enrolmentLimit) open enrolments; withdraw one first.")
        }
        return (made, token)
    }

    /// Withdraws an enrolment; staff may withdraw any.
    func withdraw(_ id: Int64?, for caller: Caller) async throws {
        guard let id, try await hosts.withdrawEnrolment(id, of: caller.owner) else {
            throw APIError.notFound("enrolment")
        }
    }

    private func host(_ call: Call) async throws -> Host {
        try await host(call.context.number("host"), for: call.caller)
    }

    /// A host that the caller may see.
    func host(_ id: Int64?, for caller: Caller) async throws -> Host {
        guard let id, let record = try await hosts.host(HostID(rawValue: id)),
            caller.maySee(whatIsOf: record.owner)
        else { throw APIError.notFound("host") }
        return record
    }

    private func remove(_ call: Call) async throws -> Response {
        try await remove(try await host(call))
        return Response(status: .noContent)
    }

    /// Forgets a host.
    func remove(_ record: Host) async throws {
        guard try await hosts.remove(record.id) else {
            throw APIError(.conflict, "Workspaces still have a place on this host; delete them first.")
        }
    }
}
