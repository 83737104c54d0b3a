import PortAllocator
import Services
import Testing
import Workspaces

@Suite struct PortPlanTests {
    @Test func `offset 420 gives the contract's ports`() throws {
        let offset = try #require(PortOffset(rawValue: 420))
        let ports = PortPlan.contract.block(at: offset).ports.mapValues(\.rawValue)
        #expect(ports == [.daphne: 8420, .redis: 6799, .qdrantHTTP: 6753, .qdrantGRPC: 6754, .neo4j: 8107])
    }

    @Test func `no port belongs to two blocks`() {
        var owners: [Port: Int] = [:]
        for value in stride(from: 0, through: 9990, by: 10) {
            guard let offset = PortOffset(rawValue: value) else { continue }
            for port in PortPlan.contract.block(at: offset).ports.values {
                #expect(owners.updateValue(value, forKey: port) == nil)
            }
        }
        #expect(owners.count == 5000)
    }

    @Test func `a base whose blocks could overlap another's is refused by name`() {
        let near = ServicePort("near", base: 6389)
        #expect(throws: PortPlanError.overlap(near, .redis)) { try PortPlan([.daphne, .redis, near]) }
        #expect(throws: PortPlanError.overlap(near, near)) { try PortPlan([near, near]) }
    }

    @Test func `a base outside the range of ports is refused`() throws {
        for base in [1023, 22_778] {
            let port = ServicePort("outside", base: base)
            #expect(throws: PortPlanError.outOfRange(port)) { try PortPlan([port]) }
        }
        for base in [1024, 22_777] { _ = try PortPlan([ServicePort("inside", base: base)]) }
    }

    @Test func `bases further apart than any two offsets may share their last digit`() throws {
        _ = try PortPlan([.daphne, ServicePort("far", base: 18_000)])
    }
}
