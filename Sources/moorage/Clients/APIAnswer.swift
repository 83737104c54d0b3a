import Database
import Foundation
import Orchestrator
import Workspaces

/// The bodies of the API's answers, as far as commands print them.
enum APIAnswer {
    struct User: Decodable {
        let email: String
    }

    struct Plan: Decodable {
        let steps: [String]
    }

    struct Workspace: Decodable {
        let id: Int64
        let workspaceID: String
        let name: String
        let ownerEmail: String?
        let deploymentType: String
        let status: String
        let ipAddress: String?
        let instanceURL: String
        let monthlyCost: String
        let operation: Operation?
        let recordedPorts: [String: Int]

        enum CodingKeys: String, CodingKey {
            case id
            case workspaceID = "workspace_id"
            case name
            case ownerEmail = "owner_email"
            case deploymentType = "deployment_type"
            case status
            case ipAddress = "ip_address"
            case instanceURL = "instance_url"
            case monthlyCost = "monthly_cost"
            case operation
            case recordedPorts = "recorded_ports"
        }

        var summary: WorkspaceSummary {
            WorkspaceSummary(
                number: WorkspaceNumber(rawValue: id),
                workspaceID: workspaceID,
                name: name,
                ownerEmail: ownerEmail,
                deploymentType: deploymentType,
                status: status,
                ipAddress: ipAddress,
                instanceURL: instanceURL,
                monthlyCost: monthlyCost,
                operation: operation?.kind,
                step: operation?.step,
                waitingOn: operation?.waitingOn?.waitingOn,
                ports: recordedPorts
            )
        }
    }

    struct Operation: Decodable {
        let kind: OperationKind
        let step: OperationStep
        let waitingOn: Wait?

        enum CodingKeys: String, CodingKey {
            case kind
            case step
            case waitingOn = "waiting_on"
        }
    }

    struct Wait: Decodable {
        let kind: WaitingOn.Kind
        let detail: String
        let unblock: String
        let since: Moment
        let nextCheckAt: Moment

        enum CodingKeys: String, CodingKey {
            case kind
            case detail
            case unblock
            case since
            case nextCheckAt = "next_check_at"
        }

        var waitingOn: WaitingOn {
            WaitingOn(
                kind: kind,
                since: since.timestamp,
                nextCheckAt: nextCheckAt.timestamp,
                detail: detail,
                unblock: unblock
            )
        }
    }

    /// RFC 3339 in UTC, with up to six digits of a second.
    struct Moment: Decodable {
        let timestamp: Timestamp

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            let parts = text.dropLast().split(separator: ".", maxSplits: 1)
            let digits = parts.count > 1 ? String(parts[1]) : ""
            guard text.hasSuffix("Z"), let whole = parts.first, digits.utf8.count <= 6,
                digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let date = try? Date("\(whole)Z", strategy: .iso8601),
                let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.utf8.count))
            else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "no moment") }
            timestamp = Timestamp(microseconds: Int64(date.timeIntervalSince1970) * 1_000_000 + fraction)
        }
    }

    struct Explanation: Decodable {
        let isRequestWaiting: Bool
        let drift: [Finding]
        let lastOperation: WorkspaceExplanation.LastOperation?

        enum CodingKeys: String, CodingKey {
            case isRequestWaiting = "request_waiting"
            case drift
            case lastOperation = "last_operation"
        }

        struct Finding: Decodable {
            let kind: String
            let subject: String
            let detail: String
            let isRepairable: Bool

            enum CodingKeys: String, CodingKey {
                case kind
                case subject
                case detail
                case isRepairable = "repairable"
            }
        }
    }
}
