import Foundation
import Testing
import Workspaces

@testable import Lab

struct LabValuesTests {
    @Test func namesOnTheComputerFitAnInterface() {
        let longest = LabNetwork(second: 19, third: 255)
        #expect(longest.bridge == "ml13ffbr")
        #expect(Set(LabNetwork.all.map(\.bridge)).count == 512)
        #expect("vb-\(longest.tag)fe".utf8.count <= 15)
    }

    @Test(
        arguments: [
            ("198.18.7.20", 20), ("198.18.7.2", 2), ("198.18.7.1", nil), ("198.18.7.255", nil), ("198.18.8.20", nil),
            ("198.18.7.020", nil), ("198.18.7.x", nil), ("", nil),
        ] as [(String, Int?)]
    )
    func onlyAddressesOfTheNetworkAreTaken(address: String, number: Int?) {
        #expect(LabNetwork(second: 18, third: 7).number(of: address) == number)
    }

    @Test func theSeedIsWhatCloudInitReadsAndNobodyElse() throws {
        let tree = FileManager.default.temporaryDirectory.path + "/seed-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: tree) }
        let record = MachineRecord(
            name: "web",
            hostname: "web \"quoted\"",
            instanceID: "i-1",
            createdAt: 0,
            base: "/base",
            network: LabNetwork(second: 18, third: 7),
            number: 10
        )
        try CloudInitSeed(record: record, userData: "", authorizedKeys: ["ssh-ed25519 AAAA a/b"]).write(tree: tree)
        let folder = tree + "/var/lib/cloud/seed/nocloud"
        let text = { (name: String) in try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }
        #expect(try text("user-data") == "#cloud-config\n{}\n")
        #expect(try text("network-config") == #"{"ethernets":{"host0":{"addresses":["198.18.7.10/24"]}},"version":2}"#)
        #expect(
            try text("meta-data")
                == #"{"instance-id":"i-1","local-hostname":"web \"quoted\"","public-keys":["ssh-ed25519 AAAA a/b"]}"#
        )
        let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
        #expect(mode == 0o700)
    }

    @Test func theRecipeDigestIsWhatNamesTheBase() {
        let base = LabBase(folder: "/somewhere")
        #expect(LabBase.recipeDigest.utf8.count == 64)
        #expect(base.path == "/somewhere/debian-12-\(LabBase.recipeDigest.prefix(16))")
        #expect(Set(Distribution.all.map { LabBase(distribution: $0).path }).count == Distribution.all.count)
        #expect(!base.isBuilt)
    }
}
