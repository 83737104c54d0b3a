/// For how many days what has ended is kept; nil keeps it for good.
///
/// The shared tables belong to the clients as well, so nothing of theirs is removed unless it was asked for.
package struct RetentionPolicy: Sendable {
    /// Rows of `provisioning_logs`.
    package var logDays: Int?
    /// One-time passwords, counted from their expiry.
    package var otpDays: Int?
    /// The transitions and effects of finished operations.
    package var transitionDays: Int?
    /// Finished operations, and the records of machines and workspaces that are gone.
    package var historyDays: Int?

    /// Keeps the clients' rows for good, the story of each step for a month and that of each operation for a year.
    package init(logDays: Int? = nil, otpDays: Int? = nil, transitionDays: Int? = 30, historyDays: Int? = 365) {
        self.logDays = logDays
        self.otpDays = otpDays
        self.transitionDays = transitionDays
        self.historyDays = historyDays
    }
}
