import Orchestrator
import Providers
import Testing
import Workspaces

@Suite("What belongs to no live workspace")
struct SweepJudgementTests {
    private static func droplet(_ name: String, _ id: String, kind: InventoryItem.Kind = .server) -> InventoryItem {
        InventoryItem(
            kind: kind,
            id: id,
            name: name,
            createdAt: 1,
            size: "s",
            hourlyCostMicros: 35_710,
            tags: ["moorage-x"]
        )
    }

    private static func records(
        _ servers: SweepRecords.Server...,
        live: [String: Set<HostID>] = [:],
        known: Set<String> = []
    ) -> SweepJudgement {
        SweepJudgement(
            records: SweepRecords(
                servers: Dictionary(uniqueKeysWithValues: servers.map { ($0.name, $0) }),
                hosts: [],
                livePlaces: live,
                knownWorkspaces: known
            )
        )
    }

    private static func server(
        usedID: String?,
        isWorkedOn: Bool = false,
        isUsed: Bool = true
    ) -> SweepRecords.Server {
        SweepRecords.Server(name: "a", workspaceID: "wsaaaaa", usedID: usedID, isWorkedOn: isWorkedOn, isUsed: isUsed)
    }

    @Test("a live workspace's server is left alone, whatever its name is now")
    func used() {
        let judgement = Self.records(Self.server(usedID: "1"))
        #expect(
            judgement.findings(among: [Self.droplet("a", "1"), Self.droplet("renamed", "1")], at: "digitalocean")
                .isEmpty
        )
    }

    @Test("a second one with its name, and one of a removed workspace, are recorded findings")
    func recorded() {
        let second = Self.records(Self.server(usedID: "1")).findings(
            among: [Self.droplet("a", "2")],
            at: "digitalocean"
        )
        #expect(second.map(\.externalID) == ["2"])
        #expect(second.first?.isRecorded == true)
        #expect(second.first?.hourlyCostMicros == 35_710)
        let orphan = Self.records(Self.server(usedID: "1", isUsed: false)).findings(
            among: [Self.droplet("a", "1")],
            at: "digitalocean"
        )
        #expect(orphan.map(\.isRecorded) == [true])
        #expect(orphan.first?.workspaceID == "wsaaaaa")
    }

    @Test("while an operation works on the workspace, its servers are left to it")
    func workedOn() {
        let judgement = Self.records(Self.server(usedID: nil, isWorkedOn: true, isUsed: false))
        #expect(
            judgement.findings(among: [Self.droplet("a", "1"), Self.droplet("a", "2")], at: "digitalocean").isEmpty
        )
    }

    @Test("a resource that our records do not name is an unrecorded finding; the firewall is not a finding")
    func unrecorded() {
        let findings = Self.records().findings(
            among: [Self.droplet("b", "9"), Self.droplet("moorage-x", "f", kind: .firewall)],
            at: "digitalocean"
        )
        #expect(findings.map(\.externalID) == ["9"])
        #expect(findings.first?.isRecorded == false)
    }

    @Test("on a host, a workspace without a place there; one that has no place yet may be anywhere")
    func hosts() {
        let (here, there) = (HostID(rawValue: 1), HostID(rawValue: 2))
        let judgement = Self.records(
            live: ["wshere1": [here], "wsthere": [there], "wsnew01": []],
            known: ["wshere1", "wsthere", "wsnew01", "wsgone1"]
        )
        let findings = judgement.findings(among: ["wshere1", "wsthere", "wsnew01", "wsgone1", "wsalien"], on: here)
        #expect(findings.map(\.externalID) == ["wsthere", "wsgone1", "wsalien"])
        #expect(findings.allSatisfy { !$0.isRecorded }, "nothing on a host is removed unasked")
        #expect(findings.allSatisfy { $0.place == "1" })
    }

    @Test("only DNS records of our workspaces that are no longer live are removed")
    func records() {
        let judgement = Self.records(live: ["wshere1": []], known: ["wshere1", "wsgone1"])
        #expect(!judgement.mayLoseRecords("wshere1"))
        #expect(judgement.mayLoseRecords("wsgone1"))
        #expect(!judgement.mayLoseRecords("www"))
    }
}
