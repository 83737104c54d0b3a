import Providers
import Workspaces

extension ProviderConformance {
    static let removal = [
        ProviderConformance("A removal reports what it still found; an empty answer means that nothing is left.") {
            trial in
            let provider = try await trial.cloud.provider()
            let reference = try await trial.run(by: provider)
            let tag = ProviderTrial.workspaceTag
            let found = try await provider.destroyServers(named: trial.name(), id: reference.id, tag: tag)
            try trial.expect(found.map(\.id) == [reference.id], "the server is found: \(found.map(\.id))")
            _ = try await trial.destroy(trial.name(), id: reference.id, by: provider)
            try trial.expect(try await provider.servers(named: trial.name()).isEmpty, "no list shows it")
            try trial.expect(try await provider.status(of: reference) == .absent, "it is absent")
        },
        ProviderConformance("Removing what does not exist is done at once.") { trial in
            let provider = try await trial.cloud.provider()
            let tag = ProviderTrial.workspaceTag
            for id in [nil, "7001"] {
                let left = try await provider.destroyServers(named: trial.name("never"), id: id, tag: tag)
                try trial.expect(left.isEmpty, "nothing is left")
            }
            let left = try await provider.destroyServers(["7001"], named: trial.name("never"))
            try trial.expect(left.isEmpty, "nothing is left")
        },
        ProviderConformance("All servers of a name go, and no other.") { trial in
            let provider = try await trial.cloud.provider()
            for _ in 0..<2 { _ = try await trial.create(by: provider) }
            let other = try await trial.create("bbbbbb", by: provider)
            try await trial.cloud.pass(ProviderTrial.longEnough)
            let found = try await provider.destroyServers(named: trial.name(), id: nil, tag: ProviderTrial.workspaceTag)
            try trial.expect(found.count == 2, "both are found: \(found)")
            _ = try await trial.destroy(trial.name(), id: nil, by: provider)
            let left = try await provider.servers(named: trial.name("bbbbbb"))
            try trial.expect(left.map(\.id) == [other.id], "the other one is still there")
        },
        ProviderConformance("A server that was renamed goes by its id.") { trial in
            let provider = try await trial.cloud.provider()
            let reference = try await trial.run(by: provider)
            try await trial.cloud.meddle(.rename(reference.id, to: "renamed"))
            try await trial.cloud.pass(.seconds(30))
            let rounds = try await trial.destroy(trial.name(), id: reference.id, by: provider)
            try trial.expect(rounds > 0, "it was found")
            try trial.expect(try await provider.servers(named: "renamed").isEmpty, "it is gone")
        },
        ProviderConformance("Surplus servers go, and the one that is kept stays.") { trial in
            let provider = try await trial.cloud.provider()
            let kept = try await trial.create(by: provider)
            try await trial.cloud.pass(.seconds(5))
            let surplus = try await trial.create(by: provider)
            try await trial.cloud.pass(ProviderTrial.longEnough)
            let found = try await provider.destroyServers([surplus.id], named: trial.name())
            try trial.expect(found.map(\.id) == [kept.id, surplus.id], "both were found: \(found.map(\.id))")
            try await trial.cloud.pass(ProviderTrial.longEnough)
            let left = try await provider.destroyServers([surplus.id], named: trial.name())
            try trial.expect(left.map(\.id) == [kept.id], "the kept one is left: \(left.map(\.id))")
        },
        ProviderConformance("A server that is still being created is removed as well.") { trial in
            let provider = try await trial.cloud.provider()
            let reference = try await trial.create(by: provider)
            let rounds = try await trial.destroy(trial.name(), id: reference.id, by: provider)
            try trial.expect(rounds > 0, "it was found")
            try trial.expect(try await provider.status(of: reference) == .absent, "it is absent")
        },
    ]

    /// More than the largest page of any provider.
    private static let many = 203

    static let inventory = [
        ProviderConformance("The inventory has every server of the installation, over all pages, and no stranger's.") {
            trial in
            let provider = try await trial.cloud.provider()
            let intent = try await trial.prepared(by: provider)
            var made: Set<String> = []
            for _ in 0..<many {
                made.insert(try await provider.createServer(intent, userData: Secret("#cloud-config\n")).id)
            }
            try await trial.cloud.meddle(.addStranger("web-1"))
            try await trial.cloud.pass(ProviderTrial.longEnough)
            let servers = try await trial.cloud.provider().inventory().filter { $0.kind != .firewall }
            try trial.expect(servers.count == many, "\(many) are listed, each once: \(servers.count)")
            try trial.expect(Set(servers.map(\.id)) == made, "they are the ones that were created")
            let named = try await provider.servers(named: intent.name)
            try trial.expect(named.count == many, "a list by name has all of them, too: \(named.count)")
        },
        ProviderConformance("The inventory shows a server's price, whether it runs, and its tags.") { trial in
            let provider = try await trial.cloud.provider()
            let reference = try await trial.run(by: provider)
            let item = try trial.required(
                try await provider.inventory().first { $0.id == reference.id },
                "it is listed"
            )
            try trial.expect(item.name == trial.name(), "it has its name")
            try trial.expect(item.hourlyCostMicros > 0, "it has a price")
            try trial.expect(item.createdAt != nil, "it shows when it was created")
            try trial.expect(item.size != nil, "it has a size")
            try trial.expect(item.isRunning == true, "it runs")
            try trial.expect(item.isTagged == true, "it has the installation's tag")
            try trial.expect(Set(item.tags).isSuperset(of: ProviderTrial.tags), "it has its tags: \(item.tags)")
            try await trial.cloud.meddle(.powerOff(reference.id))
            try await trial.cloud.pass(.seconds(30))
            let off = try await provider.inventory().first { $0.id == reference.id }
            try trial.expect(off?.isRunning == false, "it is off")
        },
        ProviderConformance("A server that has lost its tags is listed by its name.") { trial in
            let provider = try await trial.cloud.provider()
            let reference = try await trial.run(by: provider)
            try await trial.cloud.meddle(.untag(reference.id))
            try await trial.cloud.pass(.seconds(30))
            let item = try await provider.inventory().first { $0.id == reference.id }
            try trial.expect(item?.isTagged == false, "it is listed, without the tag")
        },
    ]
}
