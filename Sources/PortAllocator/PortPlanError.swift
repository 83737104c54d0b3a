package import Workspaces

/// Why a set of base ports cannot serve.
package enum PortPlanError: Error, Hashable, CustomStringConvertible {
    /// With some offset the service's port would lie outside 1024 to 65535.
    case outOfRange(service: ServicePort, base: Int)
    /// One block's port of the first service could be another block's port of the second.
    case overlap(ServicePort, ServicePort)

    /// What is wrong and what to change.
    package var description: String {
        switch self {
        case .outOfRange(let service, let base):
            "The base port \(base) of \(service.rawValue) leaves 1024 to 65535 with some offset; choose 1024 to 55545."
        case .overlap(let first, let second):
            """
            The base ports of \(first.rawValue) and \(second.rawValue) differ by a multiple of 10, so two workspaces \
            could share a port; choose bases that differ in their last digit.
            """
        }
    }
}
