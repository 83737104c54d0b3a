/// An event reached a state that knows nothing of it: a defect, never a condition of the outside world.
public struct IllegalTransition: Error, Hashable, CustomStringConvertible {
    /// The state.
    public let step: OperationStep
    /// The event's name.
    public let event: String

    /// Both names.
    public var description: String { "The event \(event) means nothing in the step \(step.rawValue)." }
}
