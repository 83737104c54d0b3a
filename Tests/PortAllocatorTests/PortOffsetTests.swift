import PortAllocator
import Testing
import Workspaces

@Suite struct PortOffsetTests {
    @Test(arguments: [("ws7x2k4", 8550), ("ws3a9f1", 9830)])
    func `the preferred offset is the contract's`(id: String, offset: Int) throws {
        let workspace = try #require(WorkspaceID(id))
        #expect(PortOffset.preferred(for: workspace).rawValue == offset)
    }

    @Test func `the probe order visits every offset once, the preferred first`() throws {
        let workspace = try #require(WorkspaceID("ws7x2k4"))
        let order = Array(PortOffset.probeOrder(for: workspace))
        #expect(order.first == .preferred(for: workspace))
        #expect(order.count == PortOffset.count)
        #expect(Set(order).count == PortOffset.count)
    }

    @Test(arguments: [-10, 5, 9995, 10_000])
    func `an offset that is not a multiple of 10 from 0 to 9990 is refused`(rawValue: Int) {
        #expect(PortOffset(rawValue: rawValue) == nil)
    }
}
