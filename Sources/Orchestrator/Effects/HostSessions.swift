import Providers
import Workspaces

/// The SSH session of one operation: opened when first needed, kept while the operation is worked on, opened again
/// after an error. Used by one task.
actor HostSessions {
    private let connector: any HostConnector
    private var open: (host: HostID, session: any HostSession)?

    init(connector: any HostConnector) { self.connector = connector }

    /// The session on a host.
    func session(on host: HostID, at endpoint: HostEndpoint) async throws(ProviderError) -> any HostSession {
        if let open, open.host == host { return open.session }
        await close()
        let session = try await connector.connect(to: endpoint)
        open = (host, session)
        return session
    }

    /// Closes the session, if there is one.
    func close() async {
        guard let session = open?.session else { return }
        open = nil
        await session.close()
    }
}
