/// The facts about a workspace from which ``RequestDesk`` decides a request.
package struct KnownWorkspace: Hashable, Sendable {
    /// The operation in progress.
    package struct Operation: Hashable, Sendable {
        /// Its number.
        package var id: OperationID
        /// The operation's kind.
        package var kind: OperationKind
        /// Its state.
        package var step: OperationStep
        /// Whether it was asked to stop.
        package var isAskedToStop: Bool

        package init(id: OperationID, kind: OperationKind, step: OperationStep, isAskedToStop: Bool) {
            self.id = id
            self.kind = kind
            self.step = step
            self.isAskedToStop = isAskedToStop
        }
    }

    /// Its status; nil if Moorage has never begun to work on it.
    package var status: WorkspaceStatus?
    /// Whether any part of it exists.
    package var hasSite: Bool
    /// Whether a drift check found its server gone.
    package var isServerGone: Bool
    /// The operation in progress.
    package var operation: Operation?
    /// The last request that no daemon has answered. The intake leaves it nil, because it answers requests one after
    /// the other.
    package var lastWaiting: WorkspaceRequest?

    package init(
        status: WorkspaceStatus?,
        hasSite: Bool = false,
        isServerGone: Bool = false,
        operation: Operation? = nil,
        lastWaiting: WorkspaceRequest? = nil
    ) {
        self.status = status
        self.hasSite = hasSite
        self.isServerGone = isServerGone
        self.operation = operation
        self.lastWaiting = lastWaiting
    }
}
