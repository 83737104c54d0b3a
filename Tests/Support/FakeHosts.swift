package import Providers
package import Workspaces

/// Hosts in memory, by address: runs succeed immediately unless a test requests otherwise.
package actor FakeHosts: HostConnector {
    /// How the next run ends.
    package enum RunFault: Sendable {
        /// With an exit code and a failure message.
        case fails(message: String)
        /// It does not end.
        case hangs
    }

    var runs: [HostRunKey: HostRunState] = [:]
    private var faults: [RunFault] = []
    private var listeners: [HostFacts.Listener] = []
    private var freeDiskMiB = 10_000
    var health = FakeHosts.services.map { ServiceHealth(service: $0, port: nil, healthy: true, detail: "200") }
    var driftAnswers: [WorkspaceID: Result<HostDrift, ProviderError>] = [:]
    var inventoryAnswer: Result<HostInventory, ProviderError>?

    /// The orphans whose removal was requested, in order; a repeated one occurs twice.
    package internal(set) var removedOrphans: [(workspace: WorkspaceID, epoch: LeaseEpoch, run: HostRunKey)] = []

    /// The playbooks that were run, in order.
    package private(set) var playbooks: [String] = []
    /// How many sessions were opened.
    package private(set) var sessionCount = 0

    /// Hosts without runs.
    package init() {}

    /// Makes the next runs fail, in order.
    package func inject(_ faults: RunFault...) { self.faults += faults }

    /// The listeners on every host.
    package func setListeners(_ listeners: [HostFacts.Listener]) { self.listeners = listeners }

    /// The free disk on every host.
    package func setFreeDisk(mebibytes: Int) { freeDiskMiB = mebibytes }

    /// A session on any address.
    package func connect(to endpoint: HostEndpoint) async throws(ProviderError) -> any HostSession {
        sessionCount += 1
        return FakeHostSession(hosts: self)
    }

    func start(_ run: HostRun) -> HostRunState { start(run.key, playbook: run.playbook) }

    func start(_ run: HostRunKey, playbook: String) -> HostRunState {
        if let state = runs[run] { return state }
        playbooks.append(playbook)
        let fault = faults.isEmpty ? nil : faults.removeFirst()
        switch fault {
        case nil: runs[run] = .finished(exitCode: 0)
        case .fails?: runs[run] = .finished(exitCode: 2)
        case .hangs?: runs[run] = .running
        }
        return .running
    }

    func state(of run: HostRunKey) -> HostRunState { runs[run] ?? .absent }

    /// Lets hanging runs succeed, and those still to come.
    package func finishHangingRuns() {
        faults.removeAll { if case .hangs = $0 { true } else { false } }
        for (run, state) in runs where state == .running { runs[run] = .finished(exitCode: 0) }
    }

    /// Like a real host: when the run ends, when its time is up, or when nobody waits any more.
    func waitForEnd(of run: HostRunKey, atMost patience: Duration) async {
        let deadline = ContinuousClock.now + patience
        while runs[run] == .running, ContinuousClock.now < deadline, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    func stop(_ run: HostRunKey) {
        if runs[run] == .running { runs[run] = .finished(exitCode: 143) }
    }

    var facts: HostFacts {
        HostFacts(
            distribution: "debian",
            distributionVersion: "12",
            architecture: "x86_64",
            systemdVersion: 252,
            machineID: "0123456789abcdef0123456789abcdef",
            vcpu: 2,
            memoryMiB: 4096,
            freeDiskMiB: freeDiskMiB,
            clock: 0,
            hasRoot: true,
            pythonVersion: "3.11",
            ansibleVersion: "2.14",
            listeners: listeners
        )
    }
}
