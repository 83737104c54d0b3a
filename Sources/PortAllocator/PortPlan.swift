package import Workspaces

/// The base port of every service, checked so that no two blocks can overlap.
///
/// Two blocks have offsets that differ by a multiple of 10 from 10 to 9990. They share a port exactly when two services'
/// bases differ by such a multiple. So bases must differ in their last digit, or by more than 9990.
package struct PortPlan: Hashable, Sendable {
    /// The bases that the contract fixes.
    package static let contract: PortPlan = {
        let bases: [ServicePort: Int] = [
            .daphne: 8000, .redis: 6379, .qdrantHTTP: 6333, .qdrantGRPC: 6334, .neo4j: 7687,
        ]
        do {
            return try PortPlan(bases: bases)
        } catch {
            preconditionFailure("the contract's own bases are refused: \(error)")
        }
    }()

    /// Ports below are for privileged programs.
    private static let lowestBase = 1024

    private let bases: [ServicePort: Int]

    /// Checks the bases.
    ///
    /// - Throws: ``PortPlanError`` when a port could lie outside 1024 to 65535, or when two blocks could overlap; it
    ///   names the services.
    package init(bases: [ServicePort: Int]) throws(PortPlanError) {
        let highestOffset = PortOffset.stride * (PortOffset.count - 1)
        let ordered = bases.sorted { $0.key.rawValue < $1.key.rawValue }
        for (index, (service, base)) in ordered.enumerated() {
            guard base >= Self.lowestBase, base + highestOffset <= Int(UInt16.max) else {
                throw .outOfRange(service: service, base: base)
            }
            for (other, otherBase) in ordered[..<index] {
                let difference = abs(base - otherBase)
                guard difference.isMultiple(of: PortOffset.stride), difference <= highestOffset else { continue }
                throw .overlap(service, other)
            }
        }
        self.bases = bases
    }

    /// The block of an offset.
    package func block(at offset: PortOffset) -> PortBlock {
        PortBlock(
            offset: offset,
            ports: bases.mapValues { Port(rawValue: UInt16($0 + offset.rawValue)) }
        )
    }
}
