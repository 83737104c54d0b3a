import SSH

/// The bare-metal machine of the demo, as its operator knows it.
struct DemoMetal: Sendable {
    let address: String
    let hostKey: HostKeyPin
    let operatorKey: SSHPrivateKey
}
