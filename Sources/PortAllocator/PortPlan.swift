package import Services
package import Workspaces

/// The ports of a workspace at one offset.
package struct PortBlock: Hashable, Codable, Sendable {
    /// The number added to each base.
    package let offset: PortOffset
    /// The port of each service.
    package let ports: [ServicePort: Port]

    /// Pairs an offset with its ports; ``PortPlan`` creates one from bases.
    package init(offset: PortOffset, ports: [ServicePort: Port]) {
        self.offset = offset
        self.ports = ports
    }
}

/// The ports of a block, checked so that no two blocks can overlap.
///
/// Two blocks have offsets that differ by a multiple of 10 from 10 to 9990. They share a port exactly when two services'
/// bases differ by such a multiple. So bases must differ in their last digit, or by more than 9990.
package struct PortPlan: Hashable, Sendable {
    /// The ports of all services.
    package static let contract: PortPlan = {
        do { return try PortPlan(ServicePort.allCases) } catch {
            preconditionFailure("The services' own ports are refused: \(error)")
        }
    }()

    /// The allowed range: above the privileged ports, below the lowest that Linux uses for outgoing connections
    /// (`net.ipv4.ip_local_port_range` starts at 32768).
    package static let range = 1024...32_767

    private let ports: [ServicePort]

    /// Checks the bases.
    ///
    /// - Throws: ``PortPlanError`` if a port could be outside ``range``, or if two blocks could overlap; it names the
    ///   services.
    package init(_ ports: [ServicePort]) throws(PortPlanError) {
        let highestOffset = PortOffset.stride * (PortOffset.count - 1)
        for (index, port) in ports.enumerated() {
            guard port.base >= Self.range.lowerBound, port.base + highestOffset <= Self.range.upperBound else {
                throw .outOfRange(port)
            }
            for other in ports[..<index] {
                let difference = abs(port.base - other.base)
                guard difference.isMultiple(of: PortOffset.stride), difference <= highestOffset else { continue }
                throw .overlap(port, other)
            }
        }
        self.ports = ports
    }

    /// The block at an offset.
    package func block(at offset: PortOffset) -> PortBlock {
        let numbers = ports.map { ($0, Port(rawValue: UInt16($0.base + offset.rawValue))) }
        return PortBlock(offset: offset, ports: Dictionary(uniqueKeysWithValues: numbers))
    }
}

/// Why a set of ports is invalid.
package enum PortPlanError: Error, Hashable, CustomStringConvertible {
    /// With some offset the port would be outside ``PortPlan/range``.
    case outOfRange(ServicePort)
    /// One block's first port could be another block's second.
    case overlap(ServicePort, ServicePort)

    /// The problem and the required change.
    package var description: String {
        switch self {
        case .outOfRange(let port):
            "The base port \(port.base) of \(port.rawValue) is outside 1024 to 32767 with some offset; choose 1024 to 22777."
        case .overlap(let first, let second):
            """
            The base ports of \(first.rawValue) and \(second.rawValue) differ by a multiple of 10, so two workspaces \
            could share a port; choose bases that differ in their last digit.
            """
        }
    }
}
