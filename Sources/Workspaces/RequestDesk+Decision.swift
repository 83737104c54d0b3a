extension RequestDesk {
    /// The decision about one request, with the sentences that explain it.
    package struct Decision: Sendable {
        /// The requested server.
        package let request: WorkspaceRequest
        /// The table's answer.
        package let answer: Answer
        /// The facts that it was decided on.
        package let known: KnownWorkspace
        /// Whether the request was answered before, and waited for the end of an operation.
        package let hasWaited: Bool

        /// Whether provisions that wait behind the operation in progress are called off: the last request counts.
        /// Provisions that came while the request itself waited are later requests. A waiting decommission stays,
        /// because its row may be deleted.
        package var callsOffProvisions: Bool {
            guard !hasWaited else { return false }
            return switch (request, answer) {
            case (_, .refuse), (_, .forward), (.operation(.provision), _), (.operation(.repair), _): false
            case (.operation(.decommission), _), (.cancel, _): true
            }
        }

        /// The log line about provisions that were called off.
        package static let calledOff = LogLine(.info, "The waiting provision is called off.")

        /// Whether the front has to store the request.
        package var isTaken: Bool {
            switch answer {
            case .start, .removeThenStart, .queue, .stopThenQueue, .stop, .conclude, .forward: true
            case .nothing, .refuse: false
            }
        }

        /// Why the request has no effect; nil if it has one.
        package var reason: String? {
            switch answer {
            case .start, .removeThenStart, .queue, .stopThenQueue, .stop, .conclude, .forward: nil
            case .nothing(let reason), .refuse(let reason): sentence(reason)
            }
        }

        /// The line for the workspace's log; nil if there is no log, or if the intake writes a more detailed line.
        package var line: LogLine? {
            guard known.status != nil else { return nil }
            let noun = request.name.prefix(1).uppercased() + request.name.dropFirst()
            return switch answer {
            case .start where request == .operation(.provision): nil
            case .start: LogLine(.info, "\(noun) accepted.")
            case .removeThenStart: LogLine(.info, "\(noun) requested; what is left of the workspace is removed first.")
            case .queue: LogLine(.info, "\(noun) requested; it begins when \(underWay) is over.")
            case .stopThenQueue: LogLine(.info, "\(noun) requested; \(underWay) is asked to stop first.")
            case .stop: LogLine(.info, "\(noun) requested; \(underWay) is asked to stop.")
            case .conclude: LogLine(.info, "The workspace is decommissioned; nothing of it existed.")
            case .forward: nil
            case .nothing(let reason): LogLine(.info, "\(noun) requested. \(sentence(reason))")
            case .refuse(let reason): LogLine(.warning, "\(noun) refused. \(sentence(reason))")
            }
        }

        private var underWay: String {
            known.operation.map { "operation \($0.id) (\($0.kind.rawValue), step \($0.step.rawValue))" }
                ?? "the operation in progress"
        }

        private func sentence(_ reason: Reason) -> String {
            let operation = underWay.prefix(1).uppercased() + underWay.dropFirst()
            return switch reason {
            case .neverBuilt:
                "Moorage has built nothing for this workspace, so there is nothing to \(request.name); delete its row if it "
                    + "is not wanted."
            case .busy: "\(operation) is in progress; why shows what it waits for, and cancel stops it."
            case .active:
                "The workspace is active; retry is for workspaces that failed, were decommissioned, or whose server a drift "
                    + "check found gone."
            case .serverGone: "The server is gone, and a repair cannot bring it back; retry builds the workspace again."
            case .notActive:
                "Only an active workspace can be repaired, and this one is \(known.status?.rawValue ?? "unknown"); retry "
                    + "builds it."
            case .nothingInProgress: "No operation is in progress that could be cancelled."
            case .askedToStop: "\(operation) was already asked to stop."
            case .beingUndone: "Its resources are being removed, and a removal is never interrupted."
            case .decommissioning: "The workspace is already being decommissioned."
            case .decommissioned: "The workspace is already decommissioned."
            case .requestWaits: "Another request waits for a daemon; try again when it has been answered."
            case .requestedAlready: "It was already requested."
            }
        }
    }
}
