import Orchestrator
import Testing
import Workspaces

@Suite("Checking a row that a client wrote")
struct WorkspaceRowTests {
    private func row(_ change: (inout WorkspaceRow) -> Void = { _ in }) -> WorkspaceRow {
        var row = WorkspaceRow(
            number: WorkspaceNumber(rawValue: 4),
            workspaceID: "ws7x2k4",
            name: "Ada's",
            owner: 2,
            deploymentType: "cloud",
            region: "fra1",
            vcpu: 2,
            ramGB: 4,
            storageGB: 50,
            tier: "pro",
            configuration: nil
        )
        change(&row)
        return row
    }

    private func refusal(_ change: (inout WorkspaceRow) -> Void) -> RefusedRow? {
        do throws(RefusedRow) {
            _ = try row(change).checked(defaultRegion: "nyc3")
            return nil
        } catch {
            return error
        }
    }

    @Test("a valid row is taken over unchanged")
    func good() throws {
        let expected = WorkspaceSpecification(
            number: WorkspaceNumber(rawValue: 4),
            id: Sample.id,
            name: "Ada's",
            owner: 2,
            deploymentType: .cloud,
            region: "fra1",
            resources: Resources(vcpu: 2, ramGB: 4, storageGB: 50),
            tier: "pro",
            features: ["neo4j": false]
        )
        #expect(try row().checked(defaultRegion: "nyc3") == expected)
    }

    @Test("optional values have defaults", arguments: [nil, ""])
    func defaults(region: String?) throws {
        let row = row {
            $0.region = region
            $0.name = nil
            $0.tier = nil
            $0.deploymentType = "bare_metal"
        }
        let specification = try row.checked(defaultRegion: "nyc3")
        #expect(specification.region == "nyc3")
        #expect(specification.name == "")
        #expect(specification.tier == "starter")
        #expect(specification.deploymentType == .bareMetal)
    }

    @Test(
        "a malformed workspace_id is reported with the allowed form",
        arguments: [nil, "", "ws1", "WS7X2K4", "ws7x2k4;rm"]
    )
    func workspaceID(text: String?) throws {
        let refusal = try #require(refusal { $0.workspaceID = text })
        #expect(refusal.column == "workspace_id")
        #expect(refusal.message.contains("such as ws7x2k4"))
    }

    @Test(
        "an invalid deployment_type is reported with the allowed ones",
        arguments: [nil, "", "Cloud", "kubernetes"]
    )
    func deploymentType(text: String?) throws {
        let refusal = try #require(refusal { $0.deploymentType = text })
        #expect(refusal.column == "deployment_type")
        #expect(refusal.message.contains("cloud and bare_metal"))
        #expect(refusal.message.contains(text.map { "'\($0)'" } ?? "empty"))
    }

    @Test("a malformed region is reported with the allowed form", arguments: ["New York", "nyc3/..", "NYC3", "nyc3\n"])
    func region(text: String) throws {
        let refusal = try #require(refusal { $0.region = text })
        #expect(refusal.column == "region")
        #expect(refusal.message.contains("such as nyc3"))
    }

    @Test("an impossible size is reported with its column", arguments: [nil, 0, -4, 1_000_001, Int.max, Int.min])
    func size(amount: Int?) throws {
        let refusals = [
            refusal { $0.vcpu = amount }, refusal { $0.ramGB = amount }, refusal { $0.storageGB = amount },
        ]
        #expect(refusals.map { $0?.column } == ["vcpu", "ram_gb", "storage_gb"])
        for refusal in refusals {
            #expect(refusal?.message.contains("whole numbers from 1") == true)
            #expect(refusal?.description == refusal?.message)
        }
    }

    @Test("a row without an owner is refused")
    func owner() {
        #expect(refusal { $0.owner = nil }?.column == "owner_id")
    }

    @Test("a long value is not repeated completely")
    func long() throws {
        let refusal = try #require(refusal { $0.region = String(repeating: "X", count: 5000) })
        #expect(refusal.message.utf8.count < 250)
    }

    @Test(
        "null and objects are configurations",
        arguments: [nil, .null, .object([:]), .object(["features": "x"])] as [JSONValue?]
    )
    func configuration(value: JSONValue?) throws {
        let specification = try row { $0.configuration = value }.checked(defaultRegion: "nyc3")
        #expect(specification.features == ["neo4j": false])
    }

    @Test("anything else is not a configuration", arguments: [true, 1, .double(0.5), "{}", .array([])] as [JSONValue])
    func noConfiguration(value: JSONValue) throws {
        let refusal = try #require(refusal { $0.configuration = value })
        #expect(refusal.column == "config_data")
        #expect(refusal.message.contains("{}"))
    }

    @Test(
        "only true requests Neo4j",
        arguments: [(true, true), (false, false), ("true", false), (1, false), (.null, false)] as [(JSONValue, Bool)]
    )
    func neo4j(value: JSONValue, expected: Bool) throws {
        let configuration = JSONValue.object(["features": .object(["neo4j": value]), "theirs": 1])
        let specification = try row { $0.configuration = configuration }.checked(defaultRegion: "nyc3")
        #expect(specification.features["neo4j"] == expected)
    }

    @Test(
        "a value that is neither true nor false is reported",
        arguments: [("yes", 1), (1, 1), (.array([]), 1), (true, 0), (false, 0), (.null, 0)] as [(JSONValue, Int)]
    )
    func unclearNeo4j(value: JSONValue, count: Int) throws {
        let warnings = row { $0.configuration = .object(["features": .object(["neo4j": value])]) }.warnings
        #expect(warnings.count == count)
        #expect(warnings.allSatisfy { $0.contains("features.neo4j is neither true nor false") })
    }
}
