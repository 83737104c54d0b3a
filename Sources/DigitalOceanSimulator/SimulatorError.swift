/// Why the simulator does not run.
package struct SimulatorError: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    package let message: String

    /// The message: safe to show.
    package var description: String { message }

    static let notLoopback = SimulatorError(
        message: "The simulator listens on loopback only: anyone who reaches it can boot machines here."
    )
    static let stopped = SimulatorError(message: "The simulator stopped before it listened.")
}
