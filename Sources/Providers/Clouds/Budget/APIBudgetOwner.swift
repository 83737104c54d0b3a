/// Whose work a task does, for the budget's sake.
///
/// A task-local value, because it concerns every call that the work leads to and no decision on the way.
package enum APIBudgetOwner {
    /// The owner's number; nil for work that is nobody's in particular.
    @TaskLocal package static var current: Int64?
}
