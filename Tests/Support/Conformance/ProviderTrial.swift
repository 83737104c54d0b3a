import Providers
import Workspaces

/// The tools of ``ProviderConformance``.
struct ProviderTrial: Sendable {
    let cloud: any ProviderConformanceSubject

    static let small = Resources(vcpu: 2, ramGB: 4, storageGB: 50)
    static let region = "nyc3"
    static let workspaceTag = "workspace-ws7x2k4"
    static let tags = ["adim-workspace", workspaceTag]
    static let address = "ws7x2k4.example.com"
    /// Longer than any of the clouds takes to create, show or remove a server.
    static let longEnough = Duration.seconds(120)
    private static let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4GXsZulhKBqlRqNO0b+P6v499EIR83Mt9ghF1UFDRk moorage"

    func expect(_ condition: Bool, _ what: String) throws {
        guard condition else { throw ConformanceFailure(description: "expected: \(what)") }
    }

    func required<Value>(_ value: Value?, _ what: String) throws -> Value {
        guard let value else { throw ConformanceFailure(description: "expected: \(what)") }
        return value
    }

    /// The error of a call that must fail.
    func failure<Value>(of what: String, _ body: () async throws -> Value) async throws -> ProviderError {
        do {
            _ = try await body()
        } catch let error as ProviderError {
            return error
        }
        throw ConformanceFailure(description: "expected: \(what) fails")
    }

    func name(_ nonce: String = "aaaaaa") -> String { "adim-ws7x2k4-\(cloud.installation)-g1-\(nonce)" }

    func intent(_ nonce: String = "aaaaaa", by provider: any ServerProvider) async throws -> ServerIntent {
        ServerIntent(
            name: name(nonce),
            tags: Self.tags,
            plan: try await provider.plan(ServerRequest(resources: Self.small, region: Self.region)),
            authorizedKey: Self.key
        )
    }

    /// A prepared intent: the next call is the one that creates.
    func prepared(_ nonce: String = "aaaaaa", by provider: any ServerProvider) async throws -> ServerIntent {
        let intent = try await intent(nonce, by: provider)
        try await provider.prepare(intent)
        return intent
    }

    func create(_ nonce: String = "aaaaaa", by provider: any ServerProvider) async throws -> ServerReference {
        let intent = try await prepared(nonce, by: provider)
        return try await provider.createServer(intent, userData: Secret("#cloud-config\n"))
    }

    /// Sends a create call that meets a fault.
    func createFailing(_ fault: ProviderFault, by provider: any ServerProvider) async throws -> ProviderError {
        let intent = try await prepared(by: provider)
        try await cloud.strike(.create, with: fault)
        let error = try await failure(of: "a create call that meets \(fault)") {
            try await provider.createServer(intent, userData: Secret("#cloud-config\n"))
        }
        try await cloud.calm()
        return error
    }

    /// A running server.
    func run(_ nonce: String = "aaaaaa", by provider: any ServerProvider) async throws -> ServerReference {
        let reference = try await create(nonce, by: provider)
        try await cloud.pass(Self.longEnough)
        guard case .active = try await provider.status(of: reference) else {
            throw ConformanceFailure(description: "expected: the server \(nonce) runs")
        }
        return reference
    }

    /// Requests the removal until nothing is left.
    func destroy(_ name: String, id: String?, by provider: any ServerProvider) async throws -> Int {
        for round in 0..<10 {
            let left = try await provider.destroyServers(named: name, id: id, tag: Self.workspaceTag)
            if left.isEmpty { return round }
            try await cloud.pass(Self.longEnough)
        }
        throw ConformanceFailure(description: "expected: \(name) is gone in the end")
    }

    /// One call of a kind, for faults that any call can meet.
    func send(_ call: ProviderCall, by provider: any ServerProvider) async throws {
        let reference = ServerReference(id: "7001", name: name(), createActionID: nil)
        switch call {
        case .plan: _ = try await provider.plan(ServerRequest(resources: Self.small, region: Self.region))
        case .prepare: try await provider.prepare(try bareIntent())
        case .create: _ = try await provider.createServer(try bareIntent(), userData: Secret("#cloud-config\n"))
        case .find: _ = try await provider.servers(named: name())
        case .status: _ = try await provider.status(of: reference)
        case .confirmTags: _ = try await provider.confirmTags(Self.tags, of: reference)
        case .powerOn: try await provider.powerOn(reference)
        case .destroy: _ = try await provider.destroyServers(named: name(), id: nil, tag: Self.workspaceTag)
        case .destroySome: _ = try await provider.destroyServers(["7001"], named: name())
        case .inventory: _ = try await provider.inventory()
        case .addressNames: _ = try await provider.addressNames(under: "example.com")
        case .publish:
            _ = try await provider.publishAddress(AddressRecord(name: Self.address, ipv4: "192.0.2.9", ipv6: nil))
        case .withdraw: try await provider.withdrawAddress(of: Self.address)
        }
    }

    /// An intent that needed no call.
    private func bareIntent() throws -> ServerIntent {
        ServerIntent(
            name: name(),
            tags: Self.tags,
            plan: ServerPlan(
                size: "s-2vcpu-4gb",
                region: Self.region,
                image: "debian-12-x64",
                monthlyCostCents: 2400,
                hourlyCostMicros: 35_710
            ),
            authorizedKey: Self.key
        )
    }
}
