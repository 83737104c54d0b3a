import Orchestrator
import Providers
import SSH
import Workspaces

/// A daemon's access to the machines.
struct DaemonHosts: HostConnector {
    let machines: SimulatedMachines
    let calls: DaemonCalls

    func connect(to endpoint: HostEndpoint) async throws(ProviderError) -> any HostSession {
        let boot = try await calls.call(
            .host,
            "log in",
            isWrite: false,
            failure: { ProviderError(.transient(retryAfter: nil), $0) },
            apply: { _ in logIn(endpoint) }
        ).get()
        return DaemonHostSession(machines: machines, calls: calls, address: endpoint.address, boot: boot)
    }

    private func logIn(_ endpoint: HostEndpoint) -> Result<Int, ProviderError> {
        let now = machines.around.timeline.now
        let machine = machines.at(endpoint.address) { ($0.answersAt <= now, $0.pin, $0.boot) }
        guard let machine, machine.0 else {
            return .failure(ProviderError(.transient(retryAfter: nil), "Nothing answers at \(endpoint.address)."))
        }
        guard let pin = machine.1, endpoint.hostKeyPins.contains(pin) else {
            return .failure(ProviderError(.waitForOperator(.hostKey), "The host key differs a pinned one."))
        }
        return .success(machine.2)
    }
}
