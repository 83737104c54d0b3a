import Providers
import Workspaces

extension ProviderConformance {
    static let creation = [
        ProviderConformance("A plan has the requested region and a price, and all daemons choose the same.") {
            trial in
            let request = ServerRequest(resources: ProviderTrial.small, region: ProviderTrial.region)
            let plan = try await trial.cloud.provider().plan(request)
            try trial.expect(plan.region == request.region, "the region is \(request.region)")
            try trial.expect(plan.monthlyCostCents > 0 && plan.hourlyCostMicros > 0, "the server has a price")
            try trial.expect(!plan.size.isEmpty && !plan.image.isEmpty, "size and image are named")
            try trial.expect(try await trial.cloud.provider().plan(request) == plan, "another daemon chooses the same")
        },
        ProviderConformance("A larger request gets a size that costs more.") { trial in
            let provider = try await trial.cloud.provider()
            let large = Resources(vcpu: 8, ramGB: 16, storageGB: 50)
            let plans = (
                try await provider.plan(ServerRequest(resources: ProviderTrial.small, region: ProviderTrial.region)),
                try await provider.plan(ServerRequest(resources: large, region: ProviderTrial.region))
            )
            try trial.expect(plans.0.monthlyCostCents < plans.1.monthlyCostCents, "more costs more")
        },
        ProviderConformance("A size that does not exist is refused for good.") { trial in
            let provider = try await trial.cloud.provider()
            for resources in [
                Resources(vcpu: 5000, ramGB: 4, storageGB: 50), Resources(vcpu: 2, ramGB: 4, storageGB: 5_000_000),
                Resources(vcpu: 0, ramGB: 4, storageGB: 50),
            ] {
                let error = try await trial.failure(of: "planning \(resources)") {
                    try await provider.plan(ServerRequest(resources: resources, region: ProviderTrial.region))
                }
                try trial.expect(error.disposition == .permanent, "the refusal is permanent: \(error)")
            }
        },
        ProviderConformance("A region that does not exist is refused for good, by its name.") { trial in
            let provider = try await trial.cloud.provider()
            let error = try await trial.failure(of: "planning on Mars") {
                try await provider.plan(ServerRequest(resources: ProviderTrial.small, region: "mars1"))
            }
            try trial.expect(error.disposition == .permanent, "the refusal is permanent: \(error)")
            try trial.expect(error.message.contains("mars1"), "the refusal names the region: \(error)")
        },
        ProviderConformance("Preparing twice, by two daemons, changes nothing and makes no server.") { trial in
            let (first, second) = (try await trial.cloud.provider(), try await trial.cloud.provider())
            let intent = try await trial.prepared(by: first)
            let prepared = try await first.inventory()
            try await first.prepare(intent)
            try await second.prepare(intent)
            try trial.expect(try await second.inventory() == prepared, "nothing was added")
            try trial.expect(try await first.servers(named: intent.name).isEmpty, "no server was created")
        },
        ProviderConformance("A name that is not a host name is refused permanently before anything is requested.") {
            trial in
            let provider = try await trial.cloud.provider()
            var intent = try await trial.intent(by: provider)
            intent.name = "Not_A_Host"
            let (unusable, count) = (intent, try await trial.cloud.createCalls())
            for error in [
                try await trial.failure(of: "preparing") { try await provider.prepare(unusable) },
                try await trial.failure(of: "creating") {
                    try await provider.createServer(unusable, userData: Secret("#cloud-config\n"))
                },
            ] { try trial.expect(error.disposition == .permanent, "the refusal is permanent: \(error)") }
            try trial.expect(try await trial.cloud.createCalls() == count, "nothing was requested")
        },
        ProviderConformance("A create call makes one server, which every daemon finds by its exact name.") { trial in
            let provider = try await trial.cloud.provider()
            let reference = try await trial.create(by: provider)
            try trial.expect(reference.name == trial.name(), "the reference has the name")
            let found = try await trial.cloud.provider().servers(named: trial.name())
            try trial.expect(found.map(\.id) == [reference.id], "one server of this id is found: \(found)")
            try trial.expect(found.first?.name == trial.name(), "it has the name")
            try trial.expect(try await trial.cloud.createCalls() == 1, "one call was sent")
            let nothing = try await provider.servers(named: String(trial.name().dropLast()))
            try trial.expect(nothing.isEmpty, "a part of the name finds nothing")
        },
        ProviderConformance("Names may repeat; servers of one name are found oldest first.") { trial in
            let provider = try await trial.cloud.provider()
            var made: [String] = []
            for _ in 0..<3 {
                made.append(try await trial.create(by: provider).id)
                try await trial.cloud.pass(.seconds(5))
            }
            let found = try await provider.servers(named: trial.name())
            try trial.expect(found.map(\.id) == made, "found in the order of creation: \(found.map(\.id)), \(made)")
            try trial.expect(Set(made).count == 3, "each has an id of its own")
        },
    ]
}
