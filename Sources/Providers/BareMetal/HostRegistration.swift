public import SSH

/// What came of registering a machine.
public struct HostRegistration: Sendable {
    /// The verified host key, with its type.
    public var hostKey: HostKeyPin
    /// What the machine is.
    public var facts: HostFacts
    /// Every requirement with its evidence.
    public var verdicts: [HostVerdict]

    /// Whether every requirement is fulfilled. Only then our key was installed and tried; otherwise nothing was
    /// written on the machine.
    public var isAccepted: Bool { verdicts.allSatisfy(\.passed) }

    /// Names each field.
    public init(hostKey: HostKeyPin, facts: HostFacts, verdicts: [HostVerdict]) {
        self.hostKey = hostKey
        self.facts = facts
        self.verdicts = verdicts
    }
}
