import PortAllocator
import Services
import Testing
import Workspaces

@Suite struct PortBlockAllocatorTests {
    let allocator = PortBlockAllocator()

    @Test func `a free host gives the preferred block`() throws {
        let workspace = try #require(WorkspaceID("ws7x2k4"))
        #expect(allocator.block(for: workspace, avoiding: []) == allocator.preferredBlock(for: workspace))
    }

    @Test(arguments: ServicePort.allCases)
    func `one used port moves the whole block`(service: ServicePort) throws {
        let workspace = try #require(WorkspaceID("ws7x2k4"))
        let taken = try #require(allocator.preferredBlock(for: workspace).ports[service])
        let block = try #require(allocator.block(for: workspace, avoiding: [taken]))
        #expect(block.offset != .preferred(for: workspace))
        #expect(!block.ports.values.contains(taken))
    }

    @Test func `a thousand workspaces fill a host without sharing a port, and the next is refused`() throws {
        var taken: Set<Port> = []
        for number in 0..<PortOffset.count {
            let workspace = try #require(WorkspaceID("wsfill\(number)"))
            let block = try #require(allocator.block(for: workspace, avoiding: taken))
            #expect(taken.isDisjoint(with: block.ports.values))
            taken.formUnion(block.ports.values)
        }
        let last = try #require(WorkspaceID("wslast1"))
        #expect(allocator.block(for: last, avoiding: taken) == nil)
    }
}
