import LoopbackHTTP
import Testing
import Workspaces

@testable import Providers

@Suite("Planning a droplet")
struct DigitalOceanPlanTests {
    private static let sizes = "GET /v2/sizes"
    private static let regions = "GET /v2/regions"
    private static let image = "GET /v2/images/ubuntu-24-04-x64"

    private static func size(
        _ slug: String,
        _ vcpus: Int,
        _ memory: Int,
        _ disk: Int,
        _ price: Double,
        regions: [String] = ["nyc3", "fra1"],
        available: Bool = true
    ) -> String {
        let places = regions.map { #""\#($0)""# }.joined(separator: ",")
        return """
            {"slug":"\(slug)","memory":\(memory),"vcpus":\(vcpus),"disk":\(disk),"transfer":1.0,"price_monthly":\(price),
            "price_hourly":\(price / 672),"regions":[\(places)],"available":\(available),"description":"Basic","new":{}}
            """
    }

    private static func sizePage(_ sizes: [String], next: Int? = nil) -> LoopbackReply {
        let links = next.map { #"{"pages":{"next":"https://api.digitalocean.com/v2/sizes?page=\#($0)"}}"# } ?? "{}"
        return .json(200, #"{"sizes":[\#(sizes.joined(separator: ","))],"links":\#(links),"meta":{"total":9}}"#)
    }

    /// The first page only has sizes that are too small, so that reading one page finds nothing.
    private static let routes: [String: [LoopbackReply]] = [
        sizes: [
            sizePage([size("s-1vcpu-1gb", 1, 1024, 25, 6), size("s-2vcpu-2gb", 2, 2048, 60, 18)], next: 2),
            sizePage([
                size("s-2vcpu-4gb-intel", 2, 4096, 80, 28), size("s-2vcpu-4gb", 2, 4096, 80, 24),
                size("s-4vcpu-8gb-b", 4, 8192, 160, 48), size("s-4vcpu-8gb-a", 4, 8192, 160, 48),
                size("s-4vcpu-8gb-small", 4, 8192, 100, 48), size("s-8vcpu-16gb", 8, 16384, 320, 96),
                size("m-16vcpu-128gb", 16, 131_072, 400, 672, available: false),
                size("c-32", 32, 65536, 400, 700, regions: ["ams3", "fra1"]),
                size("gpu-h100x1", 96, 1_000_000, 9000, 2000),
            ]),
        ],
        regions: [
            .json(
                200,
                """
                {"regions":[{"slug":"nyc3","name":"New York 3","available":true,"features":[],"sizes":[]},
                {"slug":"fra1","name":"Frankfurt 1","available":true,"features":[],"sizes":[]},
                {"slug":"nyc2","name":"New York 2","available":false,"features":[],"sizes":[]}],"links":{},"meta":{"total":3}}
                """
            )
        ],
        image: [imageReply(regions: ["nyc3", "fra1"])],
    ]

    private static func imageReply(regions: [String], minimumDisk: Int = 10, status: String = "available")
        -> LoopbackReply
    {
        let places = regions.map { #""\#($0)""# }.joined(separator: ",")
        return .json(
            200,
            #"{"image":{"id":7,"name":"x","slug":"ubuntu-24-04-x64","regions":[\#(places)],"min_disk_size":\#(minimumDisk),"status":"\#(status)"}}"#
        )
    }

    private func request(_ vcpu: Int, _ ramGB: Int, _ storageGB: Int, region: String = "nyc3") -> ServerRequest {
        ServerRequest(resources: Resources(vcpu: vcpu, ramGB: ramGB, storageGB: storageGB), region: region)
    }

    private func refusal(
        _ request: ServerRequest,
        _ changes: [String: [LoopbackReply]] = [:]
    ) async throws -> ProviderError {
        var error: ProviderError?
        try await DigitalOceanHarness.with(Self.routes.merging(changes) { $1 }) { (harness) async throws in
            error = try await failure { () async throws(ProviderError) in try await harness.provider.plan(request) }
        }
        return try #require(error)
    }

    @Test("chooses the cheapest sufficient size of all pages, and its price")
    func cheapest() async throws {
        try await DigitalOceanHarness.with(Self.routes) { (harness) async throws in
            let plan = try await harness.provider.plan(request(2, 4, 50))
            #expect(
                plan
                    == ServerPlan(
                        size: "s-2vcpu-4gb",
                        region: "nyc3",
                        image: "ubuntu-24-04-x64",
                        monthlyCostCents: 2400,
                        hourlyCostMicros: 35714
                    )
            )
            // Same price: more disk, then the name.
            #expect(try await harness.provider.plan(request(3, 8, 100)).size == "s-4vcpu-8gb-a")
            #expect(try await harness.provider.plan(request(32, 64, 400, region: "fra1")).size == "c-32")
            #expect(harness.sent.count == 4, "the lists are kept for a while")
            harness.clock.advance(by: .seconds(300))
            _ = try await harness.provider.plan(request(1, 1, 10))
            #expect(harness.sent.count == 7)
        }
    }

    @Test("adds a fifth for backups")
    func backups() async throws {
        try await DigitalOceanHarness.with(Self.routes, configure: { $0.backups = true }) { (harness) async throws in
            let plan = try await harness.provider.plan(request(2, 4, 50))
            #expect(plan.monthlyCostCents == 2880)
            #expect(plan.hourlyCostMicros == 42857)
        }
    }

    @Test("names alternatives when nothing fits")
    func impossible() async throws {
        let cases: [(ServerRequest, [String])] = [
            (request(64, 4, 50), ["vcpu 64", "s-8vcpu-16gb", "vcpu 8, ram_gb 16, storage_gb 320"]),
            (request(2, Int.max, 50), ["ram_gb \(Int.max)", "s-8vcpu-16gb"]),
            (request(20, 4, 50), ["vcpu 20", "ams3, fra1"]),
            (request(0, 4, 50), ["vcpu 0", "1 or more"]),
            (request(2, -1, 50), ["ram_gb -1"]),
            (request(2, 4, 50, region: "xyz1"), ["xyz1", "does not exist", "fra1, nyc3"]),
            (request(2, 4, 50, region: "nyc2"), ["nyc2", "accepts no new droplets", "fra1, nyc3"]),
        ]
        for (request, says) in cases {
            let error = try await refusal(request)
            #expect(error.disposition == .permanent)
            for part in says { #expect(error.message.contains(part)) }
        }
    }

    @Test("waits when the suitable size is sold out")
    func soldOut() async throws {
        let error = try await refusal(request(16, 100, 50))
        #expect(error.disposition == .waitForOperator(.capacity))
        #expect(error.message.contains("m-16vcpu-128gb"))
    }

    @Test("needs an existing image, in the region, with enough disk")
    func images() async throws {
        let list = LoopbackReply.json(
            200,
            """
            {"images":[{"slug":"debian-13-x64","regions":["nyc3"]},{"slug":"ubuntu-22-04-x64","regions":["nyc3"]},
            {"slug":"ubuntu-24-10-x64","regions":["nyc3"]},{"slug":"ubuntu-24-04-arm","regions":["ams3"]},
            {"slug":null,"regions":["nyc3"]}],"links":{}}
            """
        )
        let missing = try await refusal(request(2, 4, 50), [Self.image: [.notFound], "GET /v2/images": [list]])
        #expect(missing.disposition == .permanent)
        #expect(missing.message.contains("\"ubuntu-24-04-x64\" does not exist"))
        #expect(missing.message.contains("ubuntu-24-10-x64, ubuntu-22-04-x64, debian-13-x64."))

        let elsewhere = try await refusal(request(2, 4, 50), [Self.image: [Self.imageReply(regions: ["ams3"])]])
        #expect(elsewhere.disposition == .permanent)
        #expect(elsewhere.message.contains("but in: ams3"))

        let retired = try await refusal(
            request(2, 4, 50),
            [Self.image: [Self.imageReply(regions: ["nyc3"], status: "retired")]]
        )
        #expect(retired.message.contains("retired"))

        let large = try await refusal(
            request(2, 4, 50),
            [Self.image: [Self.imageReply(regions: ["nyc3"], minimumDisk: 500)]]
        )
        #expect(large.message.contains("500 GB"))
    }

    @Test("looks up a snapshot by its number")
    func snapshot() async throws {
        let routes = Self.routes.merging([
            "GET /v2/images/172001122": [Self.imageReply(regions: ["nyc3"], minimumDisk: 90)]
        ]) { $1 }
        try await DigitalOceanHarness.with(routes, configure: { $0.image = "172001122" }) { (harness) async throws in
            let plan = try await harness.provider.plan(request(2, 4, 50))
            #expect(plan.image == "172001122")
            #expect(plan.size == "s-4vcpu-8gb-a", "the smaller sizes have no room for it")
        }
    }

    @Test("may be retried when the API cannot be read", arguments: [sizes, regions, image])
    func unreadable(route: String) async throws {
        #expect(try await refusal(request(2, 4, 50), [route: [.badGateway]]).disposition == .transient(retryAfter: nil))
    }
}
