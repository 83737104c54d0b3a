import Providers
import Workspaces

extension ProviderConformance {
    /// A create call with an unclear outcome: nothing is sent again, and a created server can be found.
    private static func unclearCreate(_ what: String, _ fault: ProviderFault, makes count: Int) -> ProviderConformance {
        ProviderConformance("\(what) is unclear, and never sent again.") { trial in
            let provider = try await trial.cloud.provider()
            let error = try await trial.createFailing(fault, by: provider)
            try trial.expect(error.disposition == .outcomeUnknown, "the outcome is unknown: \(error)")
            let calls = try await trial.cloud.createCalls()
            try trial.expect(calls <= 1, "the call was sent once: \(calls)")
            try await trial.cloud.pass(ProviderTrial.longEnough)
            let found = try await provider.servers(named: trial.name())
            try trial.expect(found.count == count, "\(count) servers are found afterwards: \(found.map(\.id))")
        }
    }

    /// Every kind of call meets a fault, each time with a provider that remembers nothing.
    private static func everyCall(
        _ what: String,
        _ fault: ProviderFault,
        besides exceptions: [ProviderCall] = [],
        _ isRight: @escaping @Sendable (ProviderError.Disposition) -> Bool
    ) -> ProviderConformance {
        ProviderConformance(what) { trial in
            try await trial.cloud.addZone()
            for call in ProviderCall.allCases where !exceptions.contains(call) {
                let provider = try await trial.cloud.provider()
                // The lookup that precedes a create call happens before the fault.
                if call == .create { _ = try await trial.prepared(by: provider) }
                try await trial.cloud.strike(call, with: fault)
                let error = try await trial.failure(of: "\(call)") { try await trial.send(call, by: provider) }
                try trial.expect(isRight(error.disposition), "\(call): \(error.disposition), \(error)")
                try trial.expect(!error.message.isEmpty, "\(call): the error says what happened")
                try await trial.cloud.calm()
                try await trial.cloud.pass(.seconds(61))
            }
        }
    }

    /// No call gets through with these credentials.
    private static func lockedOut(_ what: String, _ credentials: ProviderCredentials) -> ProviderConformance {
        ProviderConformance(what) { trial in
            for call in ProviderCall.allCases {
                let provider = try await trial.cloud.provider(credentials)
                let error = try await trial.failure(of: "\(call)") { try await trial.send(call, by: provider) }
                let isRight = error.disposition == .waitForOperator(.credentials)
                try trial.expect(isRight, "\(call) waits for credentials: \(error.disposition), \(error)")
            }
            let provider = try await trial.cloud.provider()
            try trial.expect(try await provider.servers(named: trial.name()).isEmpty, "nothing was made")
        }
    }

    static let failures = [
        unclearCreate("A create call whose request is lost", .lostRequest, makes: 0),
        unclearCreate("A create call whose answer is lost", .lostReply, makes: 1),
        unclearCreate("A create call that the server fails", .serverError, makes: 0),
        unclearCreate("A create call that the server fails after it was carried out", .serverErrorAfter, makes: 1),
        ProviderConformance("A full account waits for a person; nothing is created.") { trial in
            let provider = try await trial.cloud.provider()
            let error = try await trial.createFailing(.noCapacity, by: provider)
            try trial.expect(error.disposition == .waitForOperator(.capacity), "it waits for capacity: \(error)")
            try trial.expect(try await provider.servers(named: trial.name()).isEmpty, "nothing was made")
        },
        lockedOut("Without credentials every call waits for a person.", .missing),
        lockedOut("With credentials that are refused every call waits for a person.", .refused),
        everyCall("A call without budget learns how long to wait.", .tooManyRequests) { disposition in
            switch disposition {
            case .waitForBudget(let wait): wait > .zero
            case .transient(let wait): wait.map { $0 > .zero } ?? false
            case .waitForOperator, .outcomeUnknown, .permanent, .fenced: false
            }
        },
        everyCall("A call to a failing server is tried again later.", .serverError, besides: [.create]) { disposition in
            if case .transient = disposition { true } else { false }
        },
        everyCall("A call that was lost is sent again later.", .lostRequest, besides: [.create]) { disposition in
            if case .transient = disposition { true } else { false }
        },
        ProviderConformance("A cancelled create call ends soon, and a server that it created is found.") { trial in
            let provider = try await trial.cloud.provider()
            let intent = try await trial.prepared(by: provider)
            try await trial.cloud.strike(.create, with: .slowAnswer)
            let outcome = try await cancelledCreate(intent, by: provider, trial)
            if case .failure(let error) = outcome {
                try trial.expect(error.disposition == .outcomeUnknown, "the outcome is unknown: \(error)")
            }
            try await trial.cloud.calm()
            try await trial.cloud.pass(ProviderTrial.longEnough)
            let found = try await trial.cloud.provider().servers(named: intent.name)
            try trial.expect(found.count == 1, "one server is found: \(found)")
        },
    ]

    private static func cancelledCreate(
        _ intent: ServerIntent,
        by provider: any ServerProvider,
        _ trial: ProviderTrial
    ) async throws -> Result<ServerReference, ProviderError> {
        try await withThrowingTaskGroup(of: Result<ServerReference, ProviderError>.self) { group in
            group.addTask {
                do throws(ProviderError) {
                    return .success(try await provider.createServer(intent, userData: Secret("#cloud-config\n")))
                } catch {
                    return .failure(error)
                }
            }
            // The call is cancelled after it has arrived, not before.
            for _ in 0..<10_000 where try await trial.cloud.createCalls() == 0 {
                try await trial.cloud.pass(.milliseconds(100))
            }
            try trial.expect(try await trial.cloud.createCalls() == 1, "the create call has arrived")
            group.cancelAll()
            return try trial.required(try await group.next(), "the call ends")
        }
    }
}
