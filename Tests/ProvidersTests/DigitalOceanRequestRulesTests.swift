import Testing
import Workspaces

@Suite("The rules for requests")
struct DigitalOceanRequestRulesTests {
    private typealias Shape = DigitalOceanRequestRules.Shape

    @Test("refuse what the API would: wrong types, unknown fields, missing ones")
    func shapes() {
        let shape = Shape.object(["resource_id": .text, "ids": .list(.integer)], required: ["resource_id"])
        #expect(shape.accepts(.object(["resource_id": "7", "ids": .array([.integer(7)])])))
        #expect(!shape.accepts(.object(["resource_id": .integer(7)])))
        #expect(!shape.accepts(.object(["resource_id": "7", "ids": .array(["7"])])))
        #expect(!shape.accepts(.object(["resource_id": "7", "more": "x"])))
        #expect(!shape.accepts(.object([:])))
        #expect(!Shape.flag.accepts(.integer(1)))
    }
}
