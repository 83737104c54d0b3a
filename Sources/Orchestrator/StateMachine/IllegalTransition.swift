package import Workspaces

/// An event reached a state that knows nothing of it: a defect, never a condition of the outside world.
package struct IllegalTransition: Error, Hashable, CustomStringConvertible {
    /// The state.
    package let step: OperationStep
    /// The event's name.
    package let event: String

    /// Both names.
    package var description: String { "The event \(event) means nothing in the step \(step.rawValue)." }
}
