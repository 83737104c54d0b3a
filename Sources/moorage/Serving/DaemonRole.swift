import ArgumentParser

/// The work of a daemon, so that front and workers can run separately.
enum DaemonRole: String, ExpressibleByArgument, CaseIterable {
    case all
    case api
    case worker

    /// Whether it serves the API.
    var serves: Bool { self != .worker }

    /// Whether it works on requests.
    var works: Bool { self != .api }
}
