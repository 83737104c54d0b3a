package import SSH

/// What came of registering a machine.
package struct HostRegistration: Sendable {
    /// The verified host key, with its type.
    package var hostKey: HostKeyPin
    /// What the machine is.
    package var facts: HostFacts
    /// Every requirement with its evidence.
    package var verdicts: [HostVerdict]

    /// Whether every requirement is fulfilled. Only then our key was installed and tried; otherwise nothing was
    /// written on the machine.
    package var isAccepted: Bool { verdicts.allSatisfy(\.passed) }

    package init(hostKey: HostKeyPin, facts: HostFacts, verdicts: [HostVerdict]) {
        self.hostKey = hostKey
        self.facts = facts
        self.verdicts = verdicts
    }
}
