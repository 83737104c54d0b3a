import Providers
import Workspaces

extension ProviderConformance {
    static let life = [
        ProviderConformance("A server is pending until it runs, then active with a public address.") { trial in
            let provider = try await trial.cloud.provider()
            let reference = try await trial.create(by: provider)
            try trial.expect(try await provider.status(of: reference) == .pending, "it is pending at first")
            try await trial.cloud.pass(ProviderTrial.longEnough)
            guard case .active(let server) = try await provider.status(of: reference) else {
                throw ConformanceFailure(description: "expected: it runs")
            }
            try trial.expect(server.id == reference.id && server.name == reference.name, "it is the one: \(server)")
            try trial.expect(server.ipv4?.isEmpty == false, "it has an address")
            let other = try await trial.cloud.provider().status(of: reference)
            try trial.expect(other == .active(server), "another daemon says so too")
        },
        ProviderConformance("A server that nothing shows yet is pending while it is being created.") { trial in
            let provider = try await trial.cloud.provider()
            let intent = try await trial.prepared(by: provider)
            try await trial.cloud.strike(.create, with: .lateVisibility)
            let reference = try await provider.createServer(intent, userData: Secret("#cloud-config\n"))
            try await trial.cloud.calm()
            try trial.expect(try await provider.servers(named: intent.name).isEmpty, "no list shows it")
            try trial.expect(try await provider.status(of: reference) == .pending, "it is pending")
            try await trial.cloud.pass(ProviderTrial.longEnough)
            try trial.expect(try await provider.servers(named: intent.name).count == 1, "it shows later")
            guard case .active = try await provider.status(of: reference) else {
                throw ConformanceFailure(description: "expected: it runs later")
            }
        },
        ProviderConformance("A server that could not be placed has failed, with a reason, and is gone.") { trial in
            let provider = try await trial.cloud.provider()
            let intent = try await trial.prepared(by: provider)
            try await trial.cloud.strike(.create, with: .cannotBePlaced)
            let reference = try await provider.createServer(intent, userData: Secret("#cloud-config\n"))
            try await trial.cloud.calm()
            try await trial.cloud.pass(ProviderTrial.longEnough)
            guard case .failed(let reason) = try await provider.status(of: reference) else {
                throw ConformanceFailure(description: "expected: it has failed")
            }
            try trial.expect(!reason.isEmpty, "the reason is said")
            try trial.expect(try await provider.servers(named: intent.name).isEmpty, "nothing is left")
        },
        ProviderConformance("A server that somebody removed is absent, and so is one that never was.") { trial in
            let provider = try await trial.cloud.provider()
            let reference = try await trial.run(by: provider)
            try await trial.cloud.meddle(.remove(reference.id))
            try await trial.cloud.pass(ProviderTrial.longEnough)
            try trial.expect(try await provider.status(of: reference) == .absent, "it is absent")
            let never = ServerReference(id: "7001", name: trial.name("never"), createActionID: nil)
            try trial.expect(try await provider.status(of: never) == .absent, "the other one is absent")
        },
        ProviderConformance("A server that was switched off is reported as off, and runs again on request.") {
            trial in
            let provider = try await trial.cloud.provider()
            let reference = try await trial.run(by: provider)
            try await trial.cloud.meddle(.powerOff(reference.id))
            try await trial.cloud.pass(.seconds(30))
            guard case .off(let server) = try await provider.status(of: reference) else {
                throw ConformanceFailure(description: "expected: it is off")
            }
            try trial.expect(server.id == reference.id, "it is the one")
            try await provider.powerOn(reference)
            try await trial.cloud.pass(.seconds(30))
            guard case .active = try await provider.status(of: reference) else {
                throw ConformanceFailure(description: "expected: it runs again")
            }
        },
        ProviderConformance("Switching on what runs, or does not exist, does nothing.") { trial in
            let provider = try await trial.cloud.provider()
            let reference = try await trial.run(by: provider)
            let before = try await provider.status(of: reference)
            try await provider.powerOn(reference)
            try await trial.cloud.pass(.seconds(30))
            try trial.expect(try await provider.status(of: reference) == before, "nothing has changed")
            try await provider.powerOn(ServerReference(id: "7001", name: trial.name("never"), createActionID: nil))
        },
        ProviderConformance("Tags of a create call are confirmed, and not of a server that does not exist.") { trial in
            let provider = try await trial.cloud.provider()
            let reference = try await trial.run(by: provider)
            try trial.expect(try await provider.confirmTags(ProviderTrial.tags, of: reference), "its tags are there")
            let never = ServerReference(id: "7001", name: trial.name("never"), createActionID: nil)
            let isConfirmed = try await provider.confirmTags(ProviderTrial.tags, of: never)
            try trial.expect(!isConfirmed, "nothing has no tags")
        },
        ProviderConformance("Tags that were lost on the way are added, and confirmed only when they can be seen.") {
            trial in
            let provider = try await trial.cloud.provider()
            let intent = try await trial.prepared(by: provider)
            try await trial.cloud.strike(.create, with: .lostTags)
            let reference = try await provider.createServer(intent, userData: Secret("#cloud-config\n"))
            try await trial.cloud.calm()
            try await trial.cloud.pass(ProviderTrial.longEnough)
            let item = try trial.required(
                try await provider.inventory().first { $0.id == reference.id },
                "it is listed"
            )
            try trial.expect(item.isTagged == false, "it has no tag")
            let isConfirmed = try await provider.confirmTags(ProviderTrial.tags, of: reference)
            try trial.expect(!isConfirmed, "the tags are not confirmed at once")
            try await trial.cloud.pass(.seconds(30))
            try trial.expect(try await provider.confirmTags(ProviderTrial.tags, of: reference), "then they are")
            let tagged = try trial.required(try await provider.inventory().first { $0.id == reference.id }, "its entry")
            try trial.expect(Set(tagged.tags).isSuperset(of: ProviderTrial.tags), "the tags are there: \(tagged.tags)")
            try trial.expect(tagged.isTagged == true, "the installation's tag too")
        },
    ]
}
