/// Whether a request may be sent.
public enum APIBudgetDecision: Hashable, Sendable {
    /// It may, and is counted.
    case granted
    /// Not before this time has passed. It is not counted.
    case wait(Duration)
}
